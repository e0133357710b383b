{{ config(materialized='view') }}

select
    tenant_id,
    process_id,
    module_id,
    event_name,
    event_date,
    events,
    customers,
    is_catalogued
from {{ ref('int_event_counts_daily') }}
