-- As read_parquet.sql, for rows read outside DuckDB. Where those hold invalid bytes, each is shown as
-- the four characters of `\xNN`, and JSON would show their backslash twice.
SELECT
    $line AS line,
    CASE
        WHEN $byte_problem IS NULL THEN to_json(struct_pack($packed))::VARCHAR
        ELSE regexp_replace(
            to_json(struct_pack($packed))::VARCHAR, '\\\\x([0-9a-f]{2})', '\\x\1', 'g'
        )
    END AS raw,
    CASE WHEN $byte_problem IS NOT NULL THEN $byte_problem $nested_reasons END AS problem,
    $columns
FROM incoming AS delivered
