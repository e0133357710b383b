{{ config(materialized='view') }}

select
    session_id,
    tenant_id,
    customer_id,
    process_id,
    started_at,
    ended_at,
    session_date,
    cast(events as bigint) as events,
    is_interacted
from {{ ref('int_sessions') }}
