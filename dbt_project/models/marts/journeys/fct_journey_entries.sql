{{ config(materialized='view') }}

select
    tenant_id,
    journey_id,
    entry_id,
    user_id,
    entered_at,
    entered_date,
    exited_at,
    exited_date,
    is_converted,
    converted_at,
    converted_date,
    conversion_event_id,
    window_closes_at,
    is_window_open,
    case
        when is_converted and exited_at is null then 'converted_active'
        when is_converted then 'converted_exited'
        when exited_at is null then 'active'
        else 'exited'
    end as outcome
from {{ ref('int_journey_entries') }}
