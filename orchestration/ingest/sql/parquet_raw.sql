-- What rejected rows of a Parquet file looked like.
UPDATE staged
SET raw = to_json(struct_pack($packed))::VARCHAR
FROM read_parquet($path, file_row_number = TRUE, hive_partitioning = FALSE) AS delivered
WHERE staged.file_index = $file_index
    AND staged.reason IS NOT NULL
    AND staged.line = delivered.file_row_number + 1
