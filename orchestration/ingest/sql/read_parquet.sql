-- Rows of a Parquet file to the fields of our records, all as text. `raw` is filled in later, for
-- rejected rows only.
SELECT
    file_row_number + 1 AS line,
    NULL::VARCHAR AS raw,
    CASE $nested_reasons END AS problem,
    $columns
FROM read_parquet($path, file_row_number = TRUE, hive_partitioning = FALSE)
