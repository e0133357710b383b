-- An empty quarantine.
SELECT
    NULL::VARCHAR AS source,
    NULL::DATE AS landing_day,
    NULL::VARCHAR AS file_name,
    NULL::BIGINT AS line,
    NULL::VARCHAR AS kind,
    NULL::VARCHAR AS reason,
    NULL::VARCHAR AS raw
WHERE FALSE
