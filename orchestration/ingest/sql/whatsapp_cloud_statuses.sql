-- What became of messages the business sent. In a group the contact is the participant.
CREATE TEMP TABLE judged_statuses AS
SELECT
    *,
    CASE
        WHEN NOT is_object THEN 'a status is no object'
        WHEN message_id IS NULL THEN 'a status has no id'
        WHEN status IS NULL THEN 'a status has no status'
        ELSE time_problem('timestamp', given_time, occurred_at)
    END AS reason
FROM (
    SELECT
        *,
        unix_time(given_time) AS occurred_at,
        CASE
            WHEN is_group THEN json_extract_string(element, '$.recipient_participant_id')
            ELSE json_extract_string(element, '$.recipient_id')
        END AS party,
        CASE
            WHEN is_group THEN json_extract_string(element, '$.recipient_participant_user_id')
            ELSE json_extract_string(element, '$.recipient_user_id')
        END AS party_user_id
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
            plain_text(json_extract_string(element, '$.id')) AS message_id,
            plain_text(json_extract_string(element, '$.status')) AS status,
            json_extract_string(element, '$.timestamp') AS given_time,
            coalesce(
                json_extract_string(element, '$.recipient_type') = 'group', FALSE
            ) AS is_group
        FROM staged_elements
        WHERE kind = 'statuses'
    )
);

CREATE TEMP TABLE staged_statuses AS
SELECT
    * EXCLUDE (element, party, party_user_id, has_error, expires_at, failure),
    phone_digits(party) AS contact_phone,
    coalesce(user_id(party), user_id(party_user_id)) AS contact_user_id,
    conversation_end(expires_at) AS conversation_expires_at,
    CASE
        WHEN has_error THEN coalesce(plain_text(json_extract_string(failure, '$.code')), '')
    END AS error_code,
    CASE
        WHEN has_error THEN coalesce(
            plain_text(json_extract_string(failure, '$.title')),
            plain_text(json_extract_string(failure, '$.message')),
            plain_text(json_extract_string(failure, '$.error_data.details'))
        )
    END AS error_title
FROM (
    SELECT
        file_index,
        line,
        position,
        business_account_id,
        phone_number_id,
        display_phone_number,
        element,
        message_id,
        text_key(message_id) AS message_key,
        status,
        occurred_at,
        party,
        party_user_id,
        failure,
        failure IS NOT NULL OR status = 'failed' AS has_error,
        CASE WHEN is_group THEN plain_text(json_extract_string(element, '$.recipient_id')) END
            AS group_id,
        plain_text(json_extract_string(element, '$.conversation.id')) AS conversation_id,
        unix_time(json_extract_string(element, '$.conversation.expiration_timestamp'))
            AS expires_at,
        plain_text(json_extract_string(element, '$.conversation.origin.type'))
            AS conversation_origin,
        plain_text(json_extract_string(element, '$.pricing.pricing_model')) AS pricing_model,
        plain_text(json_extract_string(element, '$.pricing.category')) AS pricing_category,
        plain_text(json_extract_string(element, '$.pricing.type')) AS pricing_type
    FROM (
        SELECT
            *,
            json_extract(element, '$.errors[0]') AS failure
        FROM judged_statuses
        WHERE reason IS NULL
    )
)
