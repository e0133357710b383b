-- WhatsApp Cloud API bodies: one is rejected as a whole only if it has no array of entries.
SELECT
    file_index,
    line,
    reason,
    CASE WHEN reason IS NOT NULL THEN rtrim(raw, E'\r\n') END AS raw,
    CASE WHEN reason IS NULL THEN entry END AS entry
FROM (
    SELECT
        file_index,
        line,
        raw,
        entry,
        CASE
            WHEN problem IS NOT NULL THEN problem
            WHEN NOT coalesce(starts_with(entry::VARCHAR, '['), FALSE)
                THEN 'the body has no array of entries'
        END AS reason
    FROM delivered_fields
)
