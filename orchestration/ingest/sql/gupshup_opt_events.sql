-- What contacts chose about being messaged.
CREATE TEMP TABLE judged_opt_events AS
SELECT
    *,
    CASE
        WHEN event_type IS NULL THEN 'a user event has no type'
        ELSE contact_problem('a user event', party, party_user_id)
    END AS reason
FROM (
    SELECT
        file_index,
        line,
        position,
        app,
        occurred_at,
        plain_text(json_extract_string(payload, '$.type')) AS event_type,
        blank_to_null(json_extract_string(payload, '$.phone')) AS party,
        blank_to_null(json_extract_string(payload, '$.userId')) AS party_user_id
    FROM staged_callbacks
    WHERE reason IS NULL AND type = 'user-event'
);

CREATE TEMP TABLE staged_opt_events AS
SELECT
    * EXCLUDE (party, party_user_id, reason),
    phone_digits(party) AS contact_phone,
    coalesce(user_id(party), user_id(party_user_id)) AS contact_user_id
FROM judged_opt_events
WHERE reason IS NULL
