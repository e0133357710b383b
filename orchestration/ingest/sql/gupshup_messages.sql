-- Messages that contacts sent.
CREATE TEMP TABLE judged_messages AS
SELECT
    *,
    CASE
        WHEN message_id IS NULL THEN 'a message has no id'
        ELSE contact_problem('a message', party, party_user_id)
    END AS reason
FROM (
    SELECT
        file_index,
        line,
        position,
        app,
        occurred_at,
        plain_text(json_extract_string(payload, '$.id')) AS message_id,
        coalesce(
            blank_to_null(json_extract_string(payload, '$.source')),
            blank_to_null(json_extract_string(payload, '$.sender.phone'))
        ) AS party,
        blank_to_null(json_extract_string(payload, '$.sender.userId')) AS party_user_id,
        plain_text(json_extract_string(payload, '$.type')) AS message_type,
        coalesce(
            json_type(payload, '$.referral') = 'OBJECT'
            OR json_type(payload, '$.payload.referral') = 'OBJECT',
            FALSE
        ) AS has_referral
    FROM staged_callbacks
    WHERE reason IS NULL AND type = 'message'
);

CREATE TEMP TABLE staged_messages AS
SELECT
    * EXCLUDE (party, party_user_id, reason),
    text_key(message_id) AS message_key,
    phone_digits(party) AS contact_phone,
    coalesce(user_id(party), user_id(party_user_id)) AS contact_user_id
FROM judged_messages
WHERE reason IS NULL
