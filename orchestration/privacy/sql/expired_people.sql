-- Contacts and users of journeys whose time is over: tenant, identifier and register of each.
--
-- They live from their latest record on. Whoever a living register knows stays, for the value is
-- still shown; the numbers of the business itself are nobody's.
WITH limits AS (
    SELECT register, $retained::TIMESTAMP - days * INTERVAL 1 DAY AS due_before
    FROM seeds.retention
    WHERE days IS NOT NULL AND register IN ('whatsapp_contacts', 'journey_users')
),

known_customers AS (
    SELECT tenant_id, customer_id AS identifier FROM marts.dim_customers
    UNION
    SELECT tenant_id, regexp_replace(phone, '[^0-9]', '', 'g') FROM marts.dim_customers
    WHERE phone IS NOT NULL
),

contacts AS (
    SELECT
        'whatsapp_contacts' AS register,
        contacts.tenant_id,
        contacts.contact_id AS identifier,
        greatest(
            any_value(contacts.first_seen_at),
            max(days.contact_date) + INTERVAL 1 DAY
        ) AS latest_at
    FROM marts.dim_contacts AS contacts
    LEFT JOIN marts.fct_contact_days AS days USING (tenant_id, contact_id)
    GROUP BY contacts.tenant_id, contacts.contact_id
),

users AS (
    SELECT 'journey_users' AS register, tenant_id, user_id AS identifier, max(occurred_at) AS latest_at
    FROM (
        SELECT tenant_id, user_id, occurred_at FROM intermediate.int_journey_event_deliveries
        UNION ALL
        SELECT tenant_id, user_id, occurred_at FROM intermediate.int_user_event_deliveries
    )
    GROUP BY tenant_id, user_id
)

SELECT people.tenant_id, people.identifier, people.register
FROM (FROM contacts UNION ALL FROM users) AS people
INNER JOIN limits ON people.register = limits.register AND people.latest_at <= limits.due_before
ANTI JOIN known_customers
    ON
        people.tenant_id = known_customers.tenant_id
        AND people.identifier = known_customers.identifier
ORDER BY ALL
