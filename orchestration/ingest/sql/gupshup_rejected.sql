-- Accepted callbacks that could not be used, each as it was delivered.
CREATE TEMP TABLE staged_rejected AS
SELECT
    rejected.file_index,
    rejected.line,
    rejected.reason,
    staged.raw
FROM (
    SELECT file_index, line, reason FROM staged_callbacks
    UNION ALL
    SELECT file_index, line, reason FROM judged_messages
    UNION ALL
    SELECT file_index, line, reason FROM judged_statuses
    UNION ALL
    SELECT file_index, line, reason FROM judged_opt_events
    UNION ALL
    SELECT file_index, line, reason FROM judged_billing_events
) AS rejected
INNER JOIN staged USING (file_index, line)
WHERE rejected.reason IS NOT NULL
