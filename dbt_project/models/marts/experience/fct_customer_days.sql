{{ config(materialized='view') }}

select
    tenant_id,
    process_id,
    module_id,
    event_name,
    customer_id,
    activity_date,
    events,
    cast(coalesce(points, 0) as double) as points
from {{ ref('int_customer_days') }}
where customer_id is not null
