-- Bodies to lists of elements, level by level; what cannot be taken apart keeps its reason and goes
-- no deeper. Each text is parsed once a level: a path function for every field would parse it anew.
-- What is no object has no fields in such a parse; `whatsapp_cloud_rejected` tells the two apart.
CREATE TEMP TABLE staged_entries AS
SELECT
    *,
    CASE
        WHEN business_account_id IS NULL THEN 'an entry has no id'
        WHEN entry.changes IS NULL THEN 'an entry has no array of changes'
    END AS reason
FROM (
    SELECT
        *,
        plain_text(entry.id) AS business_account_id
    FROM (
        SELECT
            file_index,
            line,
            unnest(entries) AS entry,
            unnest(range(len(entries))) AS entry_number
        FROM (
            SELECT
                file_index,
                line,
                json_transform(
                    entry,
                    '[{"id": "VARCHAR", "changes": [{"field": "VARCHAR", "value": {
                        "metadata": {
                            "phone_number_id": "VARCHAR", "display_phone_number": "VARCHAR"
                        },
                        "messages": "JSON",
                        "statuses": "JSON",
                        "message_echoes": "JSON",
                        "user_preferences": "JSON"
                    }}]}]'
                ) AS entries
            FROM staged
            WHERE reason IS NULL
        )
    )
);

CREATE TEMP TABLE staged_changes AS
SELECT
    changes.*,
    CASE
        WHEN changes.change_field IS NULL THEN 'a change names no field'
        WHEN
            changes.change_field IN ('messages', 'smb_message_echoes', 'user_preferences')
            AND changes.lists.messages IS NULL
            AND changes.lists.statuses IS NULL
            AND changes.lists.message_echoes IS NULL
            AND changes.lists.user_preferences IS NULL
            -- Only these few are worth another parse.
            AND coalesce(
                json_type(
                    staged.entry,
                    '$[' || changes.entry_number || '].changes[' || changes.change_number
                    || '].value'
                ),
                'NULL'
            ) <> 'OBJECT'
            THEN 'a change has no value'
    END AS reason
FROM (
    SELECT
        file_index,
        line,
        entry_number,
        change_number,
        business_account_id,
        plain_text(change.field) AS change_field,
        change.value AS lists
    FROM (
        SELECT
            file_index,
            line,
            entry_number,
            business_account_id,
            unnest(entry.changes) AS change,
            unnest(range(len(entry.changes))) AS change_number
        FROM staged_entries
        WHERE reason IS NULL
    )
) AS changes
LEFT JOIN staged
    ON
        changes.lists.messages IS NULL
        AND changes.lists.statuses IS NULL
        AND changes.file_index = staged.file_index
        AND changes.line = staged.line;

CREATE TEMP TABLE staged_lists AS
SELECT
    *,
    CASE
        WHEN NOT starts_with(list, '[') THEN 'the ' || kind || ' of a change are no array'
    END AS reason,
    -- The elements of a body are counted through.
    coalesce(sum(json_array_length(list)) OVER (
        PARTITION BY file_index, line
        ORDER BY entry_number, change_number, kind_number
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ), 0)::BIGINT AS elements_before
FROM (
    SELECT
        changes.file_index,
        changes.line,
        changes.entry_number,
        changes.change_number,
        kinds.kind_number,
        kinds.kind,
        changes.business_account_id,
        plain_text(changes.lists.metadata.phone_number_id) AS phone_number_id,
        nullif(regexp_replace(
            plain_text(changes.lists.metadata.display_phone_number), '[^0-9]', '', 'g'
        ), '') AS display_phone_number,
        CASE kinds.kind
            WHEN 'messages' THEN changes.lists.messages
            WHEN 'statuses' THEN changes.lists.statuses
            WHEN 'message_echoes' THEN changes.lists.message_echoes
            WHEN 'user_preferences' THEN changes.lists.user_preferences
        END AS list
    FROM staged_changes AS changes
    INNER JOIN (
        VALUES
        (1, 'messages', 'messages'),
        (2, 'messages', 'statuses'),
        (3, 'smb_message_echoes', 'message_echoes'),
        (4, 'user_preferences', 'user_preferences')
    ) AS kinds (kind_number, change_field, kind) USING (change_field)
    WHERE changes.reason IS NULL
)
WHERE list IS NOT NULL AND list <> 'null'
