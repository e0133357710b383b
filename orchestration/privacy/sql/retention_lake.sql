-- A landing day's chat events without the values that are due.
SELECT events.* REPLACE (
    CASE
        WHEN thinned_copies.patch IS NULL THEN events.payload
        ELSE json_merge_patch(events.payload, thinned_copies.patch)::VARCHAR
    END AS payload
)
FROM ($held) AS events
LEFT JOIN retention.thinned_copies
    ON
        thinned_copies.landing_day = DATE $day
        AND events.file_name = thinned_copies.file_name
        AND events.line = thinned_copies.line
