-- What contacts chose about marketing messages.
CREATE TEMP TABLE judged_preferences AS
SELECT
    *,
    CASE
        WHEN contact_phone IS NULL AND contact_user_id IS NULL
            THEN 'the contact of a preference is neither phone nor user id'
        WHEN value IS NULL THEN 'a preference has no value'
        ELSE time_problem('timestamp', given_time, occurred_at)
    END AS reason
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
        phone_digits(element.wa_id) AS contact_phone,
        user_id(element.user_id) AS contact_user_id,
        plain_text(element.category) AS category,
        plain_text(element.value) AS value,
        element.timestamp AS given_time,
        unix_time(element.timestamp) AS occurred_at
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
                        "wa_id": "VARCHAR", "user_id": "VARCHAR", "category": "VARCHAR",
                        "value": "VARCHAR", "timestamp": "VARCHAR"
                    }]'
                ) AS elements
            FROM staged_lists
            WHERE reason IS NULL AND kind = 'user_preferences'
        )
    )
);

CREATE TEMP TABLE staged_preferences AS
SELECT * EXCLUDE (
    entry_number, change_number, kind, element_number, element, given_time, reason
)
FROM judged_preferences
WHERE reason IS NULL
