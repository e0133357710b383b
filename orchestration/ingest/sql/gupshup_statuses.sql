-- What became of messages the business sent. A message has Gupshup's id, which sending it returned,
-- and WhatsApp's; an event gives either or both.
CREATE TEMP TABLE judged_statuses AS
SELECT
    *,
    CASE
        WHEN message_id IS NULL THEN 'a message event has no id'
        WHEN status IS NULL THEN 'a message event has no type'
        ELSE contact_problem('a message event', party, party_user_id)
    END AS reason
FROM (
    SELECT
        *,
        coalesce(gupshup_id, given_id) AS message_id,
        coalesce(
            CASE WHEN gupshup_id <> given_id THEN given_id END,
            plain_text(json_extract_string(payload, '$.payload.whatsappMessageId'))
        ) AS linked_id
    FROM (
        SELECT
            file_index,
            line,
            position,
            app,
            payload,
            occurred_at,
            plain_text(json_extract_string(payload, '$.gsId')) AS gupshup_id,
            plain_text(json_extract_string(payload, '$.id')) AS given_id,
            plain_text(json_extract_string(payload, '$.type')) AS status,
            blank_to_null(json_extract_string(payload, '$.destination')) AS party,
            blank_to_null(json_extract_string(payload, '$.userId')) AS party_user_id
        FROM staged_callbacks
        WHERE reason IS NULL AND type = 'message-event'
    )
);

CREATE TEMP TABLE staged_statuses AS
SELECT
    file_index,
    line,
    position,
    app,
    message_id,
    text_key(message_id) AS message_key,
    linked_id,
    text_key(linked_id) AS linked_key,
    status,
    occurred_at,
    phone_digits(party) AS contact_phone,
    coalesce(user_id(party), user_id(party_user_id)) AS contact_user_id,
    plain_text(json_extract_string(payload, '$.conversation.id')) AS conversation_id,
    conversation_end(
        unix_time(json_extract_string(payload, '$.conversation.expiresAt'))
    ) AS conversation_expires_at,
    plain_text(json_extract_string(payload, '$.conversation.type')) AS conversation_origin,
    plain_text(json_extract_string(payload, '$.pricing.policy')) AS pricing_model,
    plain_text(json_extract_string(payload, '$.pricing.category')) AS pricing_category,
    plain_text(json_extract_string(payload, '$.pricing.type')) AS pricing_type,
    CASE WHEN status = 'failed' THEN
        coalesce(plain_text(json_extract_string(payload, '$.payload.code')), '')
    END AS error_code,
    CASE WHEN status = 'failed' THEN
        plain_text(json_extract_string(payload, '$.payload.reason'))
    END AS error_title
FROM judged_statuses
WHERE reason IS NULL
