select
    customer_id,
    registered_at,
    last_active_at
from published.marts.dim_customers
where
    tenant_id = $tenant
    and case
        when $is_whole then lower(trim(email)) = $email
        else contains(lower(email), $email)
    end
order by customer_id
