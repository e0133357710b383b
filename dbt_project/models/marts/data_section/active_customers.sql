{{ config(materialized='view') }}

-- A view outlives the time it was made at, so it looks the time up.
with limits as (
    select
        max(times.as_of) as as_of,
        max(retention.days) as days_kept
    from {{ source('state', 'as_of') }} as times
    cross join {{ ref('retention') }} as retention
    where retention.register = 'active_customers'
)

select
    customers.tenant_id,
    customers.customer_id,
    customers.email,
    customers.registered_at,
    customers.last_active_at,
    customers.first_name,
    customers.last_name,
    customers.birthdate,
    customers.gender,
    customers.phone,
    customers.street,
    customers.postal_code,
    customers.city,
    customers.country
from {{ ref('dim_customers') }} as customers
inner join limits
    on
        limits.days_kept is null
        or customers.last_active_at > limits.as_of - limits.days_kept * interval '1' day
