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
                WHEN is_valid THEN 'the line is no JSON object'
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
        is_valid,
        CASE
            WHEN is_valid AND is_object_text(raw) THEN json_transform(raw, '$structure')
        END AS delivered
    FROM (
        SELECT
            file_index,
            line,
            raw,
            problem,
            CASE WHEN problem IS NULL THEN is_json(raw) END AS is_valid
        FROM incoming
    )
)
