-- Rejected webhook bodies, and rejected elements of accepted ones.
SELECT file_index, line, 'record' AS kind, reason, raw
FROM staged
WHERE reason IS NOT NULL
UNION ALL
SELECT file_index, line, 'element' AS kind, reason, raw
FROM staged_rejected
