-- The warehouse without the values that are due. Their rows have left the registers already.
UPDATE intermediate.int_chat_event_deliveries AS copies
SET register_values = thinned_copies.left_values
FROM thinned_copies
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
        WHEN NOT list_has_any(removed_keys.keys, [
            'email', 'first_name', 'last_name', 'birthdate', 'phone',
            'street', 'postal_code', 'city', 'country', 'value'
        ]) THEN variable_value
    END
FROM removed_keys
WHERE events.tenant_id = removed_keys.tenant_id AND events.event_id = removed_keys.event_id;

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
    AND coalesce(len(shown_customers.keys), 0) < 9;

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
