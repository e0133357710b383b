-- Gupshup callbacks: one is rejected as a whole only if it has no type. `raw` is kept of those that
-- are taken apart next, for a callback is an element of its own.
SELECT
    file_index,
    line,
    reason,
    CASE
        WHEN reason IS NOT NULL
            OR type IN ('message', 'message-event', 'user-event', 'billing-event')
            THEN rtrim(raw, E'\r\n')
    END AS raw,
    type
FROM (
    SELECT
        file_index,
        line,
        raw,
        type,
        CASE
            WHEN problem IS NOT NULL THEN problem
            WHEN is_blank(type) THEN 'the callback has no type'
        END AS reason
    FROM delivered_fields
)
