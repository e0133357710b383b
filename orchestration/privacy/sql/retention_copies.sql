-- What is left of each copy: `thinned_copies`, one row per copy of an event that loses a value.
-- Past all limits the warehouse has no use for a payload that names nobody.
-- In a database of its own: sessions that rewrite landing days side by side see no temporary table.
ATTACH ':memory:' AS retention;

CREATE OR REPLACE TABLE retention.thinned_copies AS
WITH patches AS (
    SELECT
        copy,
        landing_day,
        file_name,
        line,
        event_key,
        min(occurred_at) AS occurred_at,
        bool_or(key = 'text') AS loses_answer,
        '{' || string_agg('"' || key || '":null', ',' ORDER BY key) || '}' AS patch
    FROM removed_values
    GROUP BY ALL
),

thinned AS (
    SELECT
        patches.*,
        CASE
            WHEN old_copies.register_values IS NOT NULL
                THEN json_merge_patch(old_copies.register_values, patches.patch)::VARCHAR
        END AS left_values
    FROM patches
    INNER JOIN old_copies ON patches.copy = old_copies.copy
)

SELECT
    copy,
    landing_day,
    file_name,
    line,
    event_key,
    patch,
    loses_answer,
    CASE
        WHEN
            occurred_at > (
                SELECT min(limits.due_before) FROM limits
                WHERE limits.register IN ('variables', 'files', 'redemptions', 'runtime_log')
            )
            OR 'code' IN json_keys(left_values)
            OR list_has_any(json_keys(left_values), (SELECT list(key) FROM key_limits))
            THEN left_values
    END AS left_values
FROM thinned
