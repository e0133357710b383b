-- Messages received, and echoes of messages the business sent from its own telephone.
CREATE TEMP TABLE judged_messages AS
SELECT
    *,
    CASE
        WHEN message_id IS NULL THEN 'a message has no id'
        WHEN party IS NULL AND party_user_id IS NULL AND is_echo
            THEN 'a message echo names no recipient'
        WHEN party IS NULL AND party_user_id IS NULL THEN 'a message names no sender'
        WHEN party IS NOT NULL AND NOT is_phone(party) AND NOT is_user_id(party)
            THEN 'the contact of a message is neither phone nor user id'
        WHEN party IS NULL AND NOT is_user_id(party_user_id)
            THEN 'the contact of a message is neither phone nor user id'
        ELSE time_problem('timestamp', given_time, occurred_at)
    END AS reason
FROM (
    SELECT
        *,
        unix_time(given_time) AS occurred_at
    FROM (
        SELECT
            file_index,
            line,
            entry_number,
            change_number,
            kind,
            element_number,
            elements_before + element_number + 1 AS position,
            business_account_id,
            phone_number_id,
            display_phone_number,
            element,
            kind = 'message_echoes' AS is_echo,
            plain_text(element.id) AS message_id,
            element.timestamp AS given_time,
            CASE
                WHEN kind = 'message_echoes' THEN blank_to_null(element.to)
                ELSE blank_to_null(element.from)
            END AS party,
            CASE
                WHEN kind = 'message_echoes' THEN blank_to_null(element.to_user_id)
                ELSE blank_to_null(element.from_user_id)
            END AS party_user_id
        FROM (
            SELECT
                * EXCLUDE (elements),
                unnest(elements) AS element,
                unnest(range(len(elements))) AS element_number
            FROM (
                SELECT
                    * EXCLUDE (list, reason),
                    json_transform(
                        list,
                        '[{
                            "id": "VARCHAR", "timestamp": "VARCHAR", "type": "VARCHAR",
                            "from": "VARCHAR", "from_user_id": "VARCHAR",
                            "to": "VARCHAR", "to_user_id": "VARCHAR", "group_id": "VARCHAR",
                            "text": {"body": "VARCHAR"}, "button": {"text": "VARCHAR"},
                            "interactive": {
                                "button_reply": {"title": "VARCHAR"},
                                "list_reply": {"title": "VARCHAR"}
                            },
                            "image": {"caption": "VARCHAR"}, "video": {"caption": "VARCHAR"},
                            "document": {"caption": "VARCHAR"}, "referral": "JSON"
                        }]'
                    ) AS elements
                FROM staged_lists
                WHERE reason IS NULL AND kind IN ('messages', 'message_echoes')
            )
        )
    )
);

CREATE TEMP TABLE staged_messages AS
SELECT
    file_index,
    line,
    position,
    business_account_id,
    phone_number_id,
    display_phone_number,
    CASE WHEN is_echo THEN 'outbound' ELSE 'inbound' END AS direction,
    message_id,
    text_key(message_id) AS message_key,
    occurred_at,
    phone_digits(party) AS contact_phone,
    coalesce(user_id(party), user_id(party_user_id)) AS contact_user_id,
    plain_text(element.group_id) AS group_id,
    plain_text(element.type) AS message_type,
    coalesce(
        element.text.body,
        element.button.text,
        element.interactive.button_reply.title,
        element.interactive.list_reply.title,
        element.image.caption,
        element.video.caption,
        element.document.caption
    ) AS body,
    coalesce(starts_with(element.referral, '{'), FALSE) AS has_referral
FROM judged_messages
WHERE reason IS NULL
