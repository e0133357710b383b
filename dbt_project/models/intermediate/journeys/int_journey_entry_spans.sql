{{
    config(
        materialized='incremental',
        incremental_strategy='replace_entries',
        compared=[
            'tenant_id', 'journey_id', 'entry_id', 'user_id', 'user_key', 'entered_at',
            'exited_at', 'trigger_event_id', 'reporting_timezone',
        ],
    )
}}

-- depends_on: {{ ref('int_journey_event_deliveries') }}
with records as (
    select * from {{ ref('int_journey_event_deliveries') }}
    where
        event_type in ('entered', 'exited')
        and not is_duplicate
        {% if is_incremental() -%}
            and {{ is_changed_entry() }}
        {%- endif %}
),

entered as (
    select
        tenant_id,
        journey_id,
        entry_id,
        entry_key,
        user_id,
        user_key,
        trigger_event_id,
        reporting_timezone,
        occurred_at as entered_at
    from records
    where event_type = 'entered'
    qualify row_number() over (
        partition by tenant_id, journey_id, entry_id
        order by occurred_at, event_id
    ) = 1
),

exits as (
    select
        records.tenant_id,
        records.journey_id,
        records.entry_id,
        min(records.occurred_at) as exited_at
    from records
    inner join entered
        on
            records.tenant_id = entered.tenant_id
            and records.journey_id = entered.journey_id
            and records.entry_id = entered.entry_id
            and records.occurred_at >= entered.entered_at
    where records.event_type = 'exited'
    group by records.tenant_id, records.journey_id, records.entry_id
)

select
    entered.tenant_id,
    entered.journey_id,
    entered.entry_id,
    entered.entry_key,
    entered.user_id,
    entered.user_key,
    entered.trigger_event_id,
    entered.reporting_timezone,
    entered.entered_at,
    exits.exited_at
from entered
left join exits
    on
        entered.tenant_id = exits.tenant_id
        and entered.journey_id = exits.journey_id
        and entered.entry_id = exits.entry_id
