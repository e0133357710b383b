-- What a Parquet file claims to unpack to: its pages, or its values if each took eight bytes.
SELECT coalesce(greatest(sum(total_uncompressed_size), 8 * sum(num_values)), 0)
FROM parquet_metadata($path)
