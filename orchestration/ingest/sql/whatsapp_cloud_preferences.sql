-- What contacts chose about marketing messages.
CREATE TEMP TABLE judged_preferences AS
SELECT
    *,
    CASE
        WHEN NOT is_object THEN 'a preference is no object'
        WHEN contact_phone IS NULL AND contact_user_id IS NULL
            THEN 'the contact of a preference is neither phone nor user id'
        WHEN value IS NULL THEN 'a preference has no value'
        ELSE time_problem('timestamp', given_time, occurred_at)
    END AS reason
FROM (
    SELECT
        file_index,
        line,
        position,
        business_account_id,
        phone_number_id,
        element,
        is_object,
        phone_digits(json_extract_string(element, '$.wa_id')) AS contact_phone,
        user_id(json_extract_string(element, '$.user_id')) AS contact_user_id,
        plain_text(json_extract_string(element, '$.category')) AS category,
        plain_text(json_extract_string(element, '$.value')) AS value,
        json_extract_string(element, '$.timestamp') AS given_time,
        unix_time(json_extract_string(element, '$.timestamp')) AS occurred_at
    FROM staged_elements
    WHERE kind = 'user_preferences'
);

CREATE TEMP TABLE staged_preferences AS
SELECT * EXCLUDE (element, is_object, given_time, reason)
FROM judged_preferences
WHERE reason IS NULL
