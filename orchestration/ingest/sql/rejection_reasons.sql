-- Why records of a landing day were rejected, and where each reason is met first.
WITH reasons AS (
    SELECT
        reason,
        count(*) AS records,
        min({'file_index': file_index, 'line': line}) AS first
    FROM staged
    WHERE reason IS NOT NULL
    GROUP BY reason
)

SELECT
    reason,
    records,
    file_name(first.file_index) AS file_name,
    first.line
FROM reasons
ORDER BY records DESC, reason
