{{ config(materialized='view') }}

select
    tenant_id,
    max(event_date) as last_date
from {{ ref('int_chat_days') }}
group by tenant_id
