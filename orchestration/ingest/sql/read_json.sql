-- Lines of a JSON Lines file to the fields of our records, all as text.
SELECT
    file_index,
    line,
    raw,
    CASE
        WHEN problem IS NOT NULL THEN problem
        -- Nested, because AND may look at its dearer side first.
        WHEN delivered IS NULL THEN
            CASE
                WHEN is_json(raw) THEN 'the line is no JSON object'
                ELSE 'the line is no valid JSON'
            END
        WHEN $any_looks_nested THEN CASE $nested_reasons END
    END AS problem,
    $columns
FROM (
    SELECT
        file_index,
        line,
        raw,
        problem,
        -- Reading a line tells whether it is JSON, so nothing else has to look through all of them.
        CASE
            WHEN problem IS NULL AND is_object_text(raw) AND NOT has_stray_comma(raw)
                THEN try(json_transform(raw, '$structure'))
        END AS delivered
    FROM incoming
)
