-- Rows of landing files that were archived: no longer delivered, still ours.
SELECT $columns
FROM read_parquet($path, hive_partitioning = FALSE)
WHERE file_name IN (SELECT file_name FROM archived_files)
