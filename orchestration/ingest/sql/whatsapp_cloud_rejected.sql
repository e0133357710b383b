-- Parts of accepted bodies that could not be used, each as it was delivered.
CREATE TEMP TABLE staged_rejected AS
WITH rejected AS (
    SELECT file_index, line, reason, 'an entry' AS what, '$[' || entry_number || ']' AS path
    FROM staged_entries
    WHERE reason IS NOT NULL
    UNION ALL
    SELECT
        file_index,
        line,
        reason,
        'a change' AS what,
        '$[' || entry_number || '].changes[' || change_number || ']' AS path
    FROM staged_changes
    WHERE reason IS NOT NULL
    UNION ALL
    SELECT
        file_index,
        line,
        reason,
        'a change' AS what,
        '$[' || entry_number || '].changes[' || change_number || ']' AS path
    FROM staged_lists
    WHERE reason IS NOT NULL
    UNION ALL
    SELECT
        file_index,
        line,
        reason,
        what,
        '$[' || entry_number || '].changes[' || change_number || '].value.' || kind
        || '[' || element_number || ']' AS path
    FROM (
        SELECT
            file_index, line, entry_number, change_number, kind, element_number, reason,
            'a message' AS what
        FROM judged_messages
        UNION ALL
        SELECT
            file_index, line, entry_number, change_number, kind, element_number, reason,
            'a status' AS what
        FROM judged_statuses
        UNION ALL
        SELECT
            file_index, line, entry_number, change_number, kind, element_number, reason,
            'a preference' AS what
        FROM judged_preferences
    )
    WHERE reason IS NOT NULL
)

SELECT
    file_index,
    line,
    CASE WHEN starts_with(raw, '{') THEN reason ELSE what || ' is no object' END AS reason,
    raw
FROM (
    SELECT
        rejected.*,
        coalesce(json_extract(staged.entry, rejected.path)::VARCHAR, 'null') AS raw
    FROM rejected
    INNER JOIN staged
        ON rejected.file_index = staged.file_index AND rejected.line = staged.line
)
