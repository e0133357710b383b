-- The quarantine of a landing day.
SELECT
    $source AS source,
    getvariable('landing_day') AS landing_day,
    staged_files.file_name,
    rejected.line,
    rejected.kind,
    rejected.reason,
    rejected.raw
FROM ($rejected) AS rejected
INNER JOIN staged_files USING (file_index)
ORDER BY file_name, line
