-- Rows that are in a register now and will have left it at the as-of time $retained: one row per
-- register that loses any.
WITH limits AS (
    SELECT register, $retained::TIMESTAMP - days * INTERVAL 1 DAY AS due_before
    FROM seeds.retention
),

created AS (
    SELECT 'customers' AS register, last_active_at AS created_at FROM marts.dim_customers
    UNION ALL SELECT 'giveaways', participated_at FROM marts.fct_giveaway_participations
    UNION ALL SELECT 'draws', drawn_as_of FROM intermediate.int_draws
    UNION ALL SELECT 'instant_wins', participated_at FROM marts.fct_instant_win_participations
    UNION ALL SELECT 'redemptions', redeemed_at FROM marts.fct_reward_redemptions
    UNION ALL SELECT 'transactions', transacted_at FROM marts.fct_loyalty_transactions
    UNION ALL SELECT 'variables', set_at FROM marts.fct_variables
    UNION ALL SELECT 'files', uploaded_at FROM marts.fct_files
    UNION ALL SELECT 'coupons', uploaded_at FROM marts.dim_coupons
    UNION ALL SELECT 'codes', uploaded_at FROM marts.dim_codes
    UNION ALL SELECT 'runtime_log', logged_at FROM marts.fct_runtime_log
    UNION ALL
    SELECT 'consents', customers.last_active_at
    FROM marts.fct_consents AS consents
    INNER JOIN marts.dim_customers AS customers USING (tenant_id, customer_id)
)

SELECT created.register, count(*) AS expiring
FROM created
INNER JOIN limits
    ON if(created.register = 'consents', 'customers', created.register) = limits.register
WHERE
    created.created_at <= limits.due_before
    AND (created.register <> 'draws' OR created.created_at > (
        SELECT max(known.retained_as_of) - max(retention.days) * INTERVAL 1 DAY
        FROM state.as_of AS known
        CROSS JOIN seeds.retention AS retention
        WHERE retention.register = 'draws'
    ))
GROUP BY created.register
ORDER BY created.register
