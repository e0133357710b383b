-- Bodies to elements, level by level; what cannot be taken apart keeps its reason and goes no
-- deeper. `staged_elements` has one row for each message, status, echo and preference.
CREATE TEMP TABLE staged_entries AS
SELECT
    *,
    CASE
        WHEN coalesce(json_type(entry), 'NULL') <> 'OBJECT' THEN 'an entry is no object'
        WHEN plain_text(json_extract_string(entry, '$.id')) IS NULL THEN 'an entry has no id'
        WHEN coalesce(json_type(entry, '$.changes'), 'NULL') <> 'ARRAY'
            THEN 'an entry has no array of changes'
    END AS reason
FROM (
    SELECT
        file_index,
        line,
        unnest(from_json(entry, '["JSON"]')) AS entry,
        unnest(range(json_array_length(entry)::BIGINT)) AS entry_number
    FROM staged
    WHERE reason IS NULL
);

CREATE TEMP TABLE staged_changes AS
SELECT
    *,
    CASE
        WHEN coalesce(json_type(change), 'NULL') <> 'OBJECT' THEN 'a change is no object'
        WHEN change_field IS NULL THEN 'a change names no field'
        WHEN change_field IN ('messages', 'smb_message_echoes', 'user_preferences')
            AND coalesce(json_type(change, '$.value'), 'NULL') <> 'OBJECT'
            THEN 'a change has no value'
    END AS reason
FROM (
    SELECT
        *,
        plain_text(json_extract_string(change, '$.field')) AS change_field
    FROM (
        SELECT
            file_index,
            line,
            entry_number,
            json_extract_string(entry, '$.id') AS business_account_id,
            unnest(from_json(json_extract(entry, '$.changes'), '["JSON"]')) AS change,
            unnest(range(json_array_length(entry, '$.changes')::BIGINT)) AS change_number
        FROM staged_entries
        WHERE reason IS NULL
    )
);

CREATE TEMP TABLE staged_lists AS
SELECT
    *,
    CASE
        WHEN coalesce(json_type(list), 'NULL') NOT IN ('NULL', 'ARRAY')
            THEN 'the ' || kind || ' of a change are no array'
    END AS reason
FROM (
    SELECT
        changes.file_index,
        changes.line,
        changes.entry_number,
        changes.change_number,
        kinds.kind_number,
        kinds.kind,
        changes.business_account_id,
        changes.change,
        plain_text(
            json_extract_string(changes.change, '$.value.metadata.phone_number_id')
        ) AS phone_number_id,
        nullif(regexp_replace(
            plain_text(
                json_extract_string(changes.change, '$.value.metadata.display_phone_number')
            ), '[^0-9]', '', 'g'
        ), '') AS display_phone_number,
        CASE kinds.kind
            WHEN 'messages' THEN json_extract(changes.change, '$.value.messages')
            WHEN 'statuses' THEN json_extract(changes.change, '$.value.statuses')
            WHEN 'message_echoes' THEN json_extract(changes.change, '$.value.message_echoes')
            WHEN 'user_preferences' THEN json_extract(changes.change, '$.value.user_preferences')
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
WHERE list IS NOT NULL;

CREATE TEMP TABLE staged_elements AS
SELECT
    * EXCLUDE (entry_number, change_number, kind_number, element_number),
    row_number() OVER (
        PARTITION BY file_index, line
        ORDER BY entry_number, change_number, kind_number, element_number
    ) AS position,
    coalesce(json_type(element), 'NULL') = 'OBJECT' AS is_object
FROM (
    SELECT
        file_index,
        line,
        entry_number,
        change_number,
        kind_number,
        kind,
        business_account_id,
        phone_number_id,
        display_phone_number,
        unnest(from_json(list, '["JSON"]')) AS element,
        unnest(range(json_array_length(list)::BIGINT)) AS element_number
    FROM staged_lists
    WHERE reason IS NULL AND json_type(list) = 'ARRAY'
)
