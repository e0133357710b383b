{{ config(materialized='view') }}

select
    tenant_id,
    journey_id,
    entry_id,
    step_id,
    user_id,
    first_entered_at,
    first_entered_date,
    times_entered,
    is_drop_off
from {{ ref('int_journey_entry_steps') }}
