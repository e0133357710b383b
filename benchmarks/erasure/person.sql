-- Somebody with an e-mail address and a middling number of sessions: nobody of the registered.
SELECT customers.tenant_id, customers.customer_id
FROM marts.dim_customers AS customers
INNER JOIN marts.fct_sessions AS sessions
    ON
        customers.tenant_id = sessions.tenant_id
        AND customers.customer_id = sessions.customer_id
WHERE
    customers.email IS NOT NULL
    AND customers.customer_id NOT LIKE 'registered%'
GROUP BY customers.tenant_id, customers.customer_id
HAVING count(*) BETWEEN 3 AND 8
ORDER BY hash(customers.customer_id)
LIMIT 1
