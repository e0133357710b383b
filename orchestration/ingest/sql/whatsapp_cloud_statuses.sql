-- What became of messages the business sent. In a group the contact is the participant.
CREATE TEMP TABLE judged_statuses AS
SELECT
    *,
    CASE
        WHEN message_id IS NULL THEN 'a status has no id'
        WHEN status IS NULL THEN 'a status has no status'
        ELSE time_problem('timestamp', given_time, occurred_at)
    END AS reason
FROM (
    SELECT
        *,
        unix_time(given_time) AS occurred_at,
        CASE
            WHEN is_group THEN element.recipient_participant_id
            ELSE element.recipient_id
        END AS party,
        CASE
            WHEN is_group THEN element.recipient_participant_user_id
            ELSE element.recipient_user_id
        END AS party_user_id
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
            plain_text(element.id) AS message_id,
            plain_text(element.status) AS status,
            element.timestamp AS given_time,
            coalesce(element.recipient_type = 'group', FALSE) AS is_group
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
                            "id": "VARCHAR", "status": "VARCHAR", "timestamp": "VARCHAR",
                            "recipient_id": "VARCHAR", "recipient_user_id": "VARCHAR",
                            "recipient_type": "VARCHAR", "recipient_participant_id": "VARCHAR",
                            "recipient_participant_user_id": "VARCHAR",
                            "conversation": {
                                "id": "VARCHAR", "expiration_timestamp": "VARCHAR",
                                "origin": {"type": "VARCHAR"}
                            },
                            "pricing": {
                                "pricing_model": "VARCHAR", "category": "VARCHAR",
                                "type": "VARCHAR"
                            },
                            "errors": [{
                                "code": "VARCHAR", "title": "VARCHAR", "message": "VARCHAR",
                                "error_data": {"details": "VARCHAR"}
                            }]
                        }]'
                    ) AS elements
                FROM staged_lists
                WHERE reason IS NULL AND kind = 'statuses'
            )
        )
    )
);

CREATE TEMP TABLE staged_statuses AS
SELECT
    * EXCLUDE (element, party, party_user_id, has_error, expires_at, failure),
    phone_digits(party) AS contact_phone,
    coalesce(user_id(party), user_id(party_user_id)) AS contact_user_id,
    conversation_end(expires_at) AS conversation_expires_at,
    CASE
        WHEN has_error THEN coalesce(plain_text(failure.code), '')
    END AS error_code,
    CASE
        WHEN has_error THEN coalesce(
            plain_text(failure.title),
            plain_text(failure.message),
            plain_text(failure.error_data.details)
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
        CASE WHEN is_group THEN plain_text(element.recipient_id) END
            AS group_id,
        plain_text(element.conversation.id) AS conversation_id,
        unix_time(element.conversation.expiration_timestamp)
            AS expires_at,
        plain_text(element.conversation.origin.type)
            AS conversation_origin,
        plain_text(element.pricing.pricing_model) AS pricing_model,
        plain_text(element.pricing.category) AS pricing_category,
        plain_text(element.pricing.type) AS pricing_type
    FROM (
        SELECT
            *,
            element.errors[1] AS failure
        FROM judged_statuses
        WHERE reason IS NULL
    )
)
