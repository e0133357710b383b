-- Participants who were drawn, with what is known of them, in the order of the draws.
with drawn as (
    select
        draws.*,
        (draws.created_at at time zone 'UTC' at time zone tenants.reporting_timezone)::date
            as created_date
    from marts.${mart} as draws
    inner join marts.dim_tenants as tenants using (tenant_id)
    where
        draws.tenant_id = $tenant
        and ($process is null or draws.process_id = $process)
        and ($customer is null or draws.customer_id = $customer)
)

select ${columns}
from drawn
left join marts.dim_customers using (tenant_id, customer_id)
where
    ($first::date is null or created_date >= $first::date)
    and ($last::date is null or created_date <= $last::date)
order by created_at, draw_id, event_id
