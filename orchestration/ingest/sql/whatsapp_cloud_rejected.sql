-- Parts of accepted bodies that could not be used, each as it was delivered.
CREATE TEMP TABLE staged_rejected AS
SELECT file_index, line, reason, coalesce(entry::VARCHAR, 'null') AS raw
FROM staged_entries
WHERE reason IS NOT NULL
UNION ALL
SELECT file_index, line, reason, coalesce(change::VARCHAR, 'null') AS raw
FROM staged_changes
WHERE reason IS NOT NULL
UNION ALL
SELECT file_index, line, reason, change::VARCHAR AS raw
FROM staged_lists
WHERE reason IS NOT NULL
UNION ALL
SELECT file_index, line, reason, coalesce(element::VARCHAR, 'null') AS raw
FROM judged_messages
WHERE reason IS NOT NULL
UNION ALL
SELECT file_index, line, reason, coalesce(element::VARCHAR, 'null') AS raw
FROM judged_statuses
WHERE reason IS NOT NULL
UNION ALL
SELECT file_index, line, reason, coalesce(element::VARCHAR, 'null') AS raw
FROM judged_preferences
WHERE reason IS NOT NULL
