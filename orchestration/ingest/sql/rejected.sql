-- The quarantine of a landing day.
SELECT
    $source AS source,
    getvariable('landing_day') AS landing_day,
    file_name(rejected.file_index) AS file_name,
    rejected.line,
    rejected.kind,
    rejected.reason,
    rejected.raw
FROM ($rejected) AS rejected
ORDER BY file_name, line
