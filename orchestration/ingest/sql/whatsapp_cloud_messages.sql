-- Messages received, and echoes of messages the business sent from its own telephone.
CREATE TEMP TABLE judged_messages AS
SELECT
    *,
    CASE
        WHEN NOT is_object THEN 'a message is no object'
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
            position,
            business_account_id,
            phone_number_id,
            display_phone_number,
            element,
            is_object,
            kind = 'message_echoes' AS is_echo,
            plain_text(json_extract_string(element, '$.id')) AS message_id,
            json_extract_string(element, '$.timestamp') AS given_time,
            CASE
                WHEN kind = 'message_echoes'
                    THEN blank_to_null(json_extract_string(element, '$.to'))
                ELSE blank_to_null(json_extract_string(element, '$.from'))
            END AS party,
            CASE
                WHEN kind = 'message_echoes'
                    THEN blank_to_null(json_extract_string(element, '$.to_user_id'))
                ELSE blank_to_null(json_extract_string(element, '$.from_user_id'))
            END AS party_user_id
        FROM staged_elements
        WHERE kind IN ('messages', 'message_echoes')
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
    plain_text(json_extract_string(element, '$.group_id')) AS group_id,
    plain_text(json_extract_string(element, '$.type')) AS message_type,
    coalesce(
        json_extract_string(element, '$.text.body'),
        json_extract_string(element, '$.button.text'),
        json_extract_string(element, '$.interactive.button_reply.title'),
        json_extract_string(element, '$.interactive.list_reply.title'),
        json_extract_string(element, '$.image.caption'),
        json_extract_string(element, '$.video.caption'),
        json_extract_string(element, '$.document.caption')
    ) AS body,
    coalesce(json_type(element, '$.referral') = 'OBJECT', FALSE) AS has_referral
FROM judged_messages
WHERE reason IS NULL
