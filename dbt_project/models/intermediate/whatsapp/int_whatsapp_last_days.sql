{{ config(materialized='view') }}

-- A message may say that it was sent after its exported row was last updated; its day counts.
with dates as (
    select
        tenant_id,
        record_date as last_date
    from {{ ref('int_whatsapp_days') }}
    union all
    select
        tenant_id,
        message_date as last_date
    from {{ ref('int_message_counts_hourly') }}
)

select
    tenant_id,
    max(last_date) as last_date
from dates
group by tenant_id
