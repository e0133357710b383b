{{ config(materialized='view') }}

select
    tenant_id,
    event_id,
    customer_id,
    process_id,
    process_instance_id,
    name,
    value,
    scope,
    set_at,
    set_date
from {{ ref('fct_variables') }}
where customer_id is not null
