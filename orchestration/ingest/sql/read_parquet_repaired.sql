-- As read_parquet.sql, for rows whose invalid text was repaired outside DuckDB.
SELECT
    delivered_line AS line,
    to_json(struct_pack($packed))::VARCHAR AS raw,
    CASE WHEN byte_problem IS NOT NULL THEN byte_problem $nested_reasons END AS problem,
    $columns
FROM incoming
