-- The warehouse without the values that are due. Their rows have left the registers already.
UPDATE intermediate.int_chat_event_deliveries AS copies
SET
    register_values = thinned_copies.left_values,
    item_text = CASE WHEN NOT thinned_copies.loses_answer THEN item_text END
FROM retention.thinned_copies
WHERE copies.rowid = thinned_copies.copy;

CREATE OR REPLACE TEMP TABLE removed_keys AS
SELECT tenant_id, event_id, list(DISTINCT key) AS keys
FROM removed_values
GROUP BY ALL;

UPDATE intermediate.int_register_events AS events
SET
    email = CASE WHEN 'email' NOT IN removed_keys.keys THEN email END,
    first_name = CASE WHEN 'first_name' NOT IN removed_keys.keys THEN first_name END,
    last_name = CASE WHEN 'last_name' NOT IN removed_keys.keys THEN last_name END,
    birthdate = CASE WHEN 'birthdate' NOT IN removed_keys.keys THEN birthdate END,
    phone = CASE WHEN 'phone' NOT IN removed_keys.keys THEN phone END,
    street = CASE WHEN 'street' NOT IN removed_keys.keys THEN street END,
    postal_code = CASE WHEN 'postal_code' NOT IN removed_keys.keys THEN postal_code END,
    city = CASE WHEN 'city' NOT IN removed_keys.keys THEN city END,
    country = CASE WHEN 'country' NOT IN removed_keys.keys THEN country END,
    file_url = CASE WHEN 'file_url' NOT IN removed_keys.keys THEN file_url END,
    file_name = CASE WHEN 'file_name' NOT IN removed_keys.keys THEN file_name END,
    message = CASE WHEN 'message' NOT IN removed_keys.keys THEN message END,
    variable_value = CASE
        WHEN NOT list_has_any(removed_keys.keys, profile_keys() || ['value']) THEN variable_value
    END
FROM removed_keys
WHERE events.tenant_id = removed_keys.tenant_id AND events.event_id = removed_keys.event_id;

UPDATE intermediate.int_nps_events AS events
SET answer_text = NULL
FROM removed_keys
WHERE
    events.tenant_id = removed_keys.tenant_id
    AND events.event_id = removed_keys.event_id
    AND 'text' IN removed_keys.keys;

-- Publications take over what is not logged as changed.
CREATE OR REPLACE TEMP TABLE silent_answers AS
SELECT answers.tenant_id, answers.answer_id, answers.response_id, answers.answered_date
FROM intermediate.int_nps_answers AS answers
INNER JOIN removed_keys
    ON answers.tenant_id = removed_keys.tenant_id AND answers.answer_id = removed_keys.event_id
WHERE 'text' IN removed_keys.keys;

CREATE OR REPLACE TEMP TABLE silent_responses AS
SELECT tenant_id, response_id
FROM (
    SELECT *, row_number() OVER (
        PARTITION BY tenant_id, response_id ORDER BY answered_at DESC, answer_id DESC
    ) AS answer_number
    FROM intermediate.int_nps_answers
    WHERE (tenant_id, response_id) IN (
        SELECT (silent_answers.tenant_id, silent_answers.response_id) FROM silent_answers
    )
)
WHERE
    answer_number = 1
    AND (tenant_id, answer_id) IN (
        SELECT (silent_answers.tenant_id, silent_answers.answer_id) FROM silent_answers
    );

INSERT INTO state.changed_dates
SELECT DISTINCT 'intermediate.int_nps_answers', answered_date FROM silent_answers
UNION
SELECT DISTINCT 'marts.fct_nps_responses', responses.response_date
FROM marts.fct_nps_responses AS responses
INNER JOIN silent_responses USING (tenant_id, response_id);

UPDATE intermediate.int_nps_answers AS answers
SET answer_text = NULL
FROM silent_answers
WHERE
    answers.tenant_id = silent_answers.tenant_id
    AND answers.answer_id = silent_answers.answer_id;

UPDATE marts.fct_nps_responses AS responses
SET answer_text = NULL
FROM silent_responses
WHERE
    responses.tenant_id = silent_responses.tenant_id
    AND responses.response_id = silent_responses.response_id;

-- Of whom a row shows something, that stays; of whom none does, nothing.
CREATE OR REPLACE TEMP TABLE hidden_profiles AS
SELECT
    customers.tenant_id,
    customers.customer_id,
    coalesce(shown_customers.keys, []) AS keys
FROM intermediate.int_customers AS customers
LEFT JOIN shown_customers
    ON
        customers.tenant_id = shown_customers.tenant_id
        AND customers.customer_id = shown_customers.customer_id
WHERE
    coalesce(
        email, first_name, last_name, birthdate, phone, street, postal_code, city, country
    ) IS NOT NULL
    AND coalesce(len(shown_customers.keys), 0) < len(profile_keys());

UPDATE intermediate.int_customers AS customers
SET
    email = CASE WHEN list_contains(hidden_profiles.keys, 'email') THEN email END,
    first_name = CASE WHEN list_contains(hidden_profiles.keys, 'first_name') THEN first_name END,
    last_name = CASE WHEN list_contains(hidden_profiles.keys, 'last_name') THEN last_name END,
    birthdate = CASE WHEN list_contains(hidden_profiles.keys, 'birthdate') THEN birthdate END,
    phone = CASE WHEN list_contains(hidden_profiles.keys, 'phone') THEN phone END,
    street = CASE WHEN list_contains(hidden_profiles.keys, 'street') THEN street END,
    postal_code = CASE WHEN list_contains(hidden_profiles.keys, 'postal_code') THEN postal_code END,
    city = CASE WHEN list_contains(hidden_profiles.keys, 'city') THEN city END,
    country = CASE WHEN list_contains(hidden_profiles.keys, 'country') THEN country END
FROM hidden_profiles
WHERE
    customers.tenant_id = hidden_profiles.tenant_id
    AND customers.customer_id = hidden_profiles.customer_id;
