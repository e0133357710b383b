{{ config(materialized='view') }}

select
    tenant_id,
    journey_id,
    event_id,
    user_id,
    entry_id,
    event_type,
    occurred_at,
    event_date,
    step_id,
    channel,
    platform,
    action_name,
    reason
from {{ ref('int_journey_event_deliveries') }}
where not is_duplicate
