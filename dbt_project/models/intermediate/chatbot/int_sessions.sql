{{
    config(
        materialized='incremental',
        incremental_strategy='replace_sessions',
        logs_dates='session_date',
    )
}}

{% if is_incremental() -%}
    with touched as (
        {{ touched_sessions(this) }}
    ),

    -- Where something has to be derived again: the touched sessions and the changed events.
    spans as (
        select
            tenant_id,
            customer_id,
            started_at,
            ended_at
        from touched
        union
        select
            tenant_id,
            customer_id,
            occurred_at as started_at,
            occurred_at as ended_at
        from {{ source('state', 'chat_changes') }}
        where customer_id is not null
    ),

    events as (
        select distinct
            events.tenant_id,
            events.customer_id,
            events.process_id,
            events.event_id,
            events.occurred_at,
            events.event_date,
            {{ row_hash(['events.tenant_id', 'events.customer_id']) }} as customer_hash,
            {{ is_interaction('events.event_name') }} as is_interaction
        from {{ ref('int_chat_events') }} as events
        inner join spans
            on
                events.tenant_id = spans.tenant_id
                and events.customer_id = spans.customer_id
                and events.occurred_at >= spans.started_at
                and events.occurred_at <= spans.ended_at
        where {{ is_within_replayed_time('events.occurred_at') }}
    ),
{%- else -%}
    with events as (
        select
            tenant_id,
            customer_id,
            process_id,
            occurred_at,
            event_date,
            {{ row_hash(['tenant_id', 'customer_id']) }} as customer_hash,
            {{ is_interaction('event_name') }} as is_interaction
        from {{ ref('int_chat_events') }}
        where customer_id is not null
    ),
{%- endif %}

-- Millions of rows are sorted here, and numbers sort faster than texts: hence the hash before the
-- customers, and no ids. The order of events of the same instant matters to one column alone.
numbered as (
    select
        tenant_id,
        customer_id,
        customer_hash,
        process_id,
        occurred_at,
        event_date,
        is_interaction,
        lag(occurred_at) over customer_events as previous_at,
        lead(occurred_at) over customer_events as next_at,
        row_number() over customer_events as event_number,
        sum(is_interaction) over customer_events as interactions_so_far
    from events
    window customer_events as (
        partition by customer_hash, tenant_id, customer_id
        order by occurred_at
        rows between unbounded preceding and current row
    )
),

bounded as (
    select
        *,
        previous_at is null or occurred_at > previous_at + {{ session_gap() }} as is_first,
        next_at is null or next_at > occurred_at + {{ session_gap() }} as is_last
    from numbered
),

-- With only the first and the last event of each session left, they are neighbours.
paired as (
    select
        tenant_id,
        customer_id,
        process_id,
        is_first,
        occurred_at as started_at,
        event_date as session_date,
        next_at = occurred_at as starts_with_several,
        case when is_last then occurred_at else lead(occurred_at) over session_ends end as ended_at,
        case when is_last then event_number else lead(event_number) over session_ends end
        - event_number + 1 as events,
        case
            when is_last then interactions_so_far
            else lead(interactions_so_far) over session_ends
        end - interactions_so_far + is_interaction as interactions
    from bounded
    where is_first or is_last
    window session_ends as (
        partition by customer_hash, tenant_id, customer_id
        order by event_number
    )
),

derived as (
    select * from paired
    where is_first
),

-- Of several events at the instant a session starts, the one with the lowest id is its first.
first_events as (
    select
        events.tenant_id,
        events.customer_id,
        events.occurred_at,
        min_by(events.process_id, events.event_id) as process_id
    from {{ 'events' if is_incremental() else ref('int_chat_events') }} as events
    inner join derived
        on
            derived.starts_with_several
            and events.tenant_id = derived.tenant_id
            and events.customer_id = derived.customer_id
            and events.occurred_at = derived.started_at
    group by events.tenant_id, events.customer_id, events.occurred_at
)

select
    {{ surrogate_key(
        ['derived.tenant_id', 'derived.customer_id', epoch_microseconds('derived.started_at')]
    ) }} as session_id,
    derived.tenant_id,
    derived.customer_id,
    coalesce(first_events.process_id, derived.process_id) as process_id,
    derived.started_at,
    derived.ended_at,
    derived.session_date,
    derived.events,
    derived.interactions > 0 as is_interacted
from derived
left join first_events
    on
        derived.tenant_id = first_events.tenant_id
        and derived.customer_id = first_events.customer_id
        and derived.started_at = first_events.occurred_at
