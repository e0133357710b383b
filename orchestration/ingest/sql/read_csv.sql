-- Records of a CSV file to the fields of our records, all as text.
SELECT
    line,
    raw,
    CASE
        WHEN problem IS NOT NULL THEN problem
        WHEN $header_problem IS NOT NULL THEN $header_problem
        WHEN fields IS NULL THEN 'the quotes of the row are not closed or stand inside a field'
        WHEN len(fields) <> $field_count
            THEN 'the row has more or fewer fields than the header'
    END AS problem,
    $columns
FROM (
    SELECT
        line,
        raw,
        problem,
        CASE WHEN problem IS NULL THEN csv_fields(raw) END AS fields
    FROM (SELECT line, rtrim(raw, E'\r\n') AS raw, problem FROM incoming)
)
