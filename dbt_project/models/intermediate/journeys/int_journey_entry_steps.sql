{{
    config(
        materialized='incremental',
        incremental_strategy='replace_entry_steps',
        logs_dates='first_entered_date',
    )
}}

-- depends_on: {{ ref('int_journey_event_deliveries') }}
-- depends_on: {{ ref('int_journey_steps') }}
with records as (
    select * from {{ ref('int_journey_event_deliveries') }}
    where
        event_type = 'step_entered'
        and not is_duplicate
        {% if is_incremental() -%}
            and {{ is_changed_entry_of_steps() }}
        {%- endif %}
),

entry_steps as (
    select
        tenant_id,
        journey_id,
        entry_id,
        entry_key,
        step_id,
        min(occurred_at) as first_entered_at,
        min(event_date) as first_entered_date,
        {{ keeping_null('min_by', 'user_id', ordered_by(['occurred_at', 'event_id'])) }} as user_id,
        count(*) as times_entered
    from records
    group by tenant_id, journey_id, entry_id, entry_key, step_id
),

-- The greatest position that an entry reached; a step of an unknown position is never greater.
positioned as (
    select
        entry_steps.*,
        steps.position,
        max(steps.position) over (
            partition by entry_steps.tenant_id, entry_steps.journey_id, entry_steps.entry_id
        ) as last_position
    from entry_steps
    left join {{ ref('int_journey_steps') }} as steps
        on
            entry_steps.tenant_id = steps.tenant_id
            and entry_steps.journey_id = steps.journey_id
            and entry_steps.step_id = steps.step_id
)

select
    tenant_id,
    journey_id,
    entry_id,
    entry_key,
    step_id,
    user_id,
    first_entered_at,
    first_entered_date,
    times_entered,
    not coalesce(last_position > position, false) as is_drop_off
from positioned
