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
qualify row_number() over (partition by tenant_id order by set_at desc, event_id desc) <= 100
