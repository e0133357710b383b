-- What rejected rows of a Parquet file looked like.
UPDATE staged
SET raw = to_json(delivered)::VARCHAR
FROM (
    SELECT file_row_number + 1 AS delivered_line, * EXCLUDE (file_row_number)
    FROM read_parquet($path, file_row_number = TRUE, hive_partitioning = FALSE)
) AS delivered
WHERE staged.file_index = $file_index
    AND staged.reason IS NOT NULL
    AND staged.line = delivered.delivered_line
