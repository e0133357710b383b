-- Personal values that no living row of a register shows any more: `removed_values`, one row per
-- copy of an event and key of its payload. $retained is the as-of time of retention.
--
-- A key is due once its registers have let go of the event, and stays while a living row shows it.
CREATE OR REPLACE TEMP TABLE limits AS
SELECT register, $retained::TIMESTAMP - days * INTERVAL 1 DAY AS due_before
FROM seeds.retention
WHERE days IS NOT NULL;

-- The marts have let go of what is due already, unless the question is what a later time would do.
CREATE OR REPLACE TEMP MACRO is_living(created_at, name) AS created_at > coalesce(
    (SELECT max(limits.due_before) FROM limits WHERE limits.register = name),
    TIMESTAMP '-infinity'
);

-- What registers show of a customer; an address comes with an e-mail address alone.
CREATE OR REPLACE TEMP MACRO address_keys() AS ['email', 'street', 'postal_code', 'city', 'country'];
CREATE OR REPLACE TEMP MACRO profile_keys() AS
    address_keys() || ['first_name', 'last_name', 'birthdate', 'phone'];

-- What a customer said is due with the variable it is; where variables have no limit, customers do.
CREATE OR REPLACE TEMP TABLE key_limits AS
WITH key_registers AS (
    SELECT 'variables' AS register, unnest(profile_keys() || ['gender', 'value']) AS key
    UNION ALL
    SELECT 'files', unnest(['file_url', 'file_name'])
    UNION ALL
    SELECT 'runtime_log', 'message'
    UNION ALL
    SELECT 'nps_texts', 'text'
)

SELECT
    key_registers.key,
    key_registers.register,
    coalesce(limits.due_before, customers.due_before) AS due_before
FROM key_registers
LEFT JOIN limits ON key_registers.register = limits.register
LEFT JOIN limits AS customers
    ON key_registers.register = 'variables' AND customers.register = 'customers';

CREATE OR REPLACE TEMP TABLE deleted_events AS
SELECT DISTINCT tenant_id, entry_id AS event_id
FROM intermediate.int_deleted_entries;

CREATE OR REPLACE TEMP TABLE old_copies AS
SELECT
    copies.rowid AS copy,
    copies.landing_day,
    copies.file_name,
    copies.line,
    copies.event_key,
    copies.tenant_id,
    copies.event_id,
    copies.event_name,
    copies.customer_id,
    copies.occurred_at,
    copies.register_values,
    CASE WHEN copies.event_name = 'nps_survey_free_text_answered' THEN copies.item_text END
        AS answer_text,
    deleted_events.event_id IS NOT NULL AS is_deleted
FROM intermediate.int_chat_event_deliveries AS copies
LEFT JOIN deleted_events
    ON copies.tenant_id = deleted_events.tenant_id AND copies.event_id = deleted_events.event_id
WHERE
    copies.source = 'chat_events'
    AND (
        (
            copies.register_values IS NOT NULL
            AND (
                copies.occurred_at <= (SELECT max(key_limits.due_before) FROM key_limits)
                OR deleted_events.event_id IS NOT NULL
            )
        )
        OR (
            copies.event_name = 'nps_survey_free_text_answered'
            AND copies.item_text IS NOT NULL
            AND copies.occurred_at <= (
                SELECT key_limits.due_before FROM key_limits
                WHERE key_limits.key = 'text'
            )
        )
    );

-- Customers of whom a living row shows something that is known of them, and what it shows.
CREATE OR REPLACE TEMP TABLE shown_customers AS
WITH rows_of_customers AS (
    SELECT tenant_id, customer_id, 'all' AS shows FROM marts.dim_customers
    WHERE is_living(last_active_at, 'customers')
    UNION
    SELECT tenant_id, customer_id, 'all' FROM marts.fct_giveaway_participations
    WHERE is_living(participated_at, 'giveaways')
    UNION
    SELECT tenant_id, customer_id, 'all' FROM marts.fct_instant_win_participations
    WHERE is_living(participated_at, 'instant_wins')
    UNION
    SELECT tenant_id, customer_id, 'address' FROM marts.fct_reward_redemptions
    WHERE is_living(redeemed_at, 'redemptions')
    UNION
    SELECT tenant_id, customer_id, 'email' FROM marts.dim_coupons
    WHERE is_living(uploaded_at, 'coupons')
    UNION
    SELECT tenant_id, customer_id, 'email' FROM marts.dim_codes
    WHERE is_living(uploaded_at, 'codes')
)

SELECT
    tenant_id,
    customer_id,
    CASE max(CASE shows WHEN 'all' THEN 3 WHEN 'address' THEN 2 ELSE 1 END)
        WHEN 3 THEN profile_keys()
        WHEN 2 THEN address_keys()
        ELSE ['email']
    END AS keys
FROM rows_of_customers
WHERE customer_id IS NOT NULL
GROUP BY tenant_id, customer_id;

CREATE OR REPLACE TEMP TABLE shown_profiles AS
WITH profiles AS (
    SELECT
        shown_customers.keys, customers.tenant_id, customers.customer_id, customers.email, customers.first_name,
        customers.last_name, customers.birthdate, customers.phone, customers.street,
        customers.postal_code, customers.city, customers.country
    FROM intermediate.int_customers AS customers
    INNER JOIN shown_customers
        ON
            customers.tenant_id = shown_customers.tenant_id
            AND customers.customer_id = shown_customers.customer_id
    WHERE (customers.tenant_id, customers.customer_id) IN (
        SELECT (old_copies.tenant_id, old_copies.customer_id) FROM old_copies
    )
)

SELECT tenant_id, customer_id, key, shown_value
FROM (
    UNPIVOT profiles
    ON email, first_name, last_name, birthdate, phone, street, postal_code, city, country
    INTO NAME key VALUE shown_value
)
WHERE list_contains(keys, key);

CREATE OR REPLACE TEMP TABLE removed_values AS
WITH given AS (
    SELECT
        old_copies.*,
        given_keys.key,
        json_extract_string(register_values, '$."' || given_keys.key || '"') AS given_value
    FROM old_copies,
        LATERAL (
            SELECT DISTINCT unnest(
                coalesce(json_keys(old_copies.register_values), [])
                || CASE WHEN old_copies.answer_text IS NULL THEN [] ELSE ['text'] END
            ) AS key
        ) AS given_keys
    WHERE given_keys.key IN (SELECT key_limits.key FROM key_limits)
)

SELECT
    given.copy,
    given.landing_day,
    given.file_name,
    given.line,
    given.event_key,
    given.tenant_id,
    given.event_id,
    given.event_name,
    given.occurred_at,
    given.key,
    key_limits.register
FROM given
INNER JOIN key_limits ON given.key = key_limits.key
LEFT JOIN shown_profiles
    ON
        given.tenant_id = shown_profiles.tenant_id
        AND given.customer_id = shown_profiles.customer_id
        AND given.key = shown_profiles.key
        AND given.given_value = shown_profiles.shown_value
LEFT JOIN intermediate.int_variables AS variables
    ON
        key_limits.register = 'variables'
        AND given.tenant_id = variables.tenant_id
        AND given.event_id = variables.event_id
        AND is_living(variables.set_at, 'variables')
LEFT JOIN marts.fct_reward_redemptions AS redemptions
    ON
        given.key IN ('street', 'postal_code', 'city', 'country')
        AND given.tenant_id = redemptions.tenant_id
        AND given.event_id = redemptions.event_id
        AND is_living(redemptions.redeemed_at, 'redemptions')
LEFT JOIN marts.fct_files AS files
    ON
        key_limits.register = 'files'
        AND given.tenant_id = files.tenant_id
        AND given.event_id = files.event_id
        AND is_living(files.uploaded_at, 'files')
LEFT JOIN marts.fct_runtime_log AS log_entries
    ON
        key_limits.register = 'runtime_log'
        AND given.tenant_id = log_entries.tenant_id
        AND given.event_id = log_entries.event_id
        AND is_living(log_entries.logged_at, 'runtime_log')
WHERE
    (given.occurred_at <= key_limits.due_before OR given.is_deleted)
    -- A value that is not a variable's is no personal datum.
    AND (given.key <> 'value' OR given.event_name IN ('variable_set', 'data_collection_variable_set'))
    AND (given.key <> 'text' OR given.answer_text IS NOT NULL)
    AND shown_profiles.key IS NULL
    AND variables.event_id IS NULL
    AND redemptions.event_id IS NULL
    AND files.event_id IS NULL
    AND log_entries.event_id IS NULL;
