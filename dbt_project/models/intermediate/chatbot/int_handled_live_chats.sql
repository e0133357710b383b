{{
    config(
        materialized='incremental',
        incremental_strategy='replace_customer_processes',
        event_names=['live_chat_started', 'live_chat_ended'],
        compared=[
            'tenant_id', 'customer_id', 'process_id', 'event_id', 'event_date',
            'handling_microseconds',
        ],
    )
}}

-- Ends match the latest unmatched start before them, like brackets: `height` is how many starts
-- are open, never below zero, and a start and its end are neighbours at their common level.
with brackets as (
    select
        tenant_id,
        customer_id,
        process_id,
        event_id,
        occurred_at,
        event_date,
        case when event_name = 'live_chat_started' then 1 else -1 end as step
    from {{ ref('int_chat_events') }}
    where
        event_name in ('live_chat_started', 'live_chat_ended')
        and customer_id is not null
        {% if is_incremental() -%}
            and {{ is_changed_customer_process(['live_chat_started', 'live_chat_ended']) }}
        {%- endif %}
),

balances as (
    select
        *,
        sum(step) over (
            partition by tenant_id, customer_id, process_id
            order by occurred_at, event_id
            rows between unbounded preceding and current row
        ) as balance
    from brackets
),

heights as (
    select
        *,
        balance - least(0, min(balance) over (
            partition by tenant_id, customer_id, process_id
            order by occurred_at, event_id
            rows between unbounded preceding and current row
        )) as height
    from balances
),

levels as (
    select
        *,
        case
            when step = 1 then height
            else coalesce(lag(height) over (
                partition by tenant_id, customer_id, process_id
                order by occurred_at, event_id
            ), 0)
        end as level
    from heights
),

neighbours as (
    select
        *,
        lag(occurred_at) over (
            partition by tenant_id, customer_id, process_id, level
            order by occurred_at, event_id
        ) as started_at
    from levels
)

select
    tenant_id,
    customer_id,
    process_id,
    event_id,
    event_date,
    {{ epoch_microseconds('occurred_at') }} - {{ epoch_microseconds('started_at') }}
        as handling_microseconds
from neighbours
where step = -1 and level > 0
