-- Coupons or codes with whoever got or entered them, in the order of their upload.
with codes as (
    select
        entries.*,
        (uploaded_at at time zone 'UTC' at time zone reporting_timezone)::date as uploaded_date
    from marts.${mart} as entries
    inner join marts.dim_tenants using (tenant_id)
    where
        tenant_id = $tenant
        and ($process is null or process_id = $process)
        and ($customer is null or customer_id = $customer)
)

select ${columns}
from codes
where
    ($first::date is null or uploaded_date >= $first::date)
    and ($last::date is null or uploaded_date <= $last::date)
order by uploaded_at, process_id, code
