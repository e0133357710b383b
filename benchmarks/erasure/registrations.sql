-- Every so many-th of a million further customers registers on a landing day: once, with an e-mail
-- address. Variables: day, days (how many landing days there are), day_number (from 0), customers.
SELECT
    printf('registration-%d', number) AS event_id,
    'bench-1' AS tenant_id,
    'sign_up' AS event_name,
    strftime(
        getvariable('day')::TIMESTAMP + to_seconds(number % 86400), '%Y-%m-%dT%H:%M:%SZ'
    ) AS occurred_at,
    printf('registered-customer-%d', number) AS customer_id,
    'p-1' AS process_id,
    {'email': printf('registered%d@example.org', number)} AS payload
FROM range(getvariable('customers')) AS numbers (number)
WHERE number % getvariable('days') = getvariable('day_number')
