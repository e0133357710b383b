-- Customers of a register, those who were active last at the end.
with customers as (
    select
        entries.*,
        (last_active_at at time zone 'UTC' at time zone reporting_timezone)::date
            as last_active_date
    from marts.${mart} as entries
    inner join marts.dim_tenants using (tenant_id)
    where
        tenant_id = $tenant
        and ($customer is null or customer_id = $customer)
)

select ${columns}
from customers
where
    ($first::date is null or last_active_date >= $first::date)
    and ($last::date is null or last_active_date <= $last::date)
order by last_active_at, customer_id
