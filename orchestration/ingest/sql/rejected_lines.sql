-- Rejected records.
SELECT file_index, line, 'record' AS kind, reason, raw
FROM staged
WHERE reason IS NOT NULL
