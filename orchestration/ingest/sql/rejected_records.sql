-- The quarantine of a landing day without its failed files.
SELECT source, landing_day, file_name, line, kind, reason, raw
FROM read_parquet($path, hive_partitioning = FALSE)
WHERE kind <> 'file'
