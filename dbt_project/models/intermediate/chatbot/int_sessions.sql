{{
    config(
        materialized='incremental',
        incremental_strategy='replace_sessions',
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
            events.event_name,
            events.occurred_at,
            events.event_date
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
            event_id,
            event_name,
            occurred_at,
            event_date
        from {{ ref('int_chat_events') }}
        where customer_id is not null
    ),
{%- endif %}

numbered as (
    select
        tenant_id,
        customer_id,
        process_id,
        occurred_at,
        event_date,
        lag(occurred_at) over customer_events as previous_at,
        row_number() over customer_events as event_number,
        sum(case when event_name in ('session_interacted', 'interaction') then 1 else 0 end)
            over customer_events as interactions_so_far,
        case when event_name in ('session_interacted', 'interaction') then 1 else 0 end
            as is_interaction,
        max(occurred_at) over whole_customer as last_at,
        count(*) over whole_customer as customer_event_count,
        sum(case when event_name in ('session_interacted', 'interaction') then 1 else 0 end)
            over whole_customer as customer_interactions
    from events
    window
        customer_events as (
            partition by tenant_id, customer_id
            order by occurred_at, event_id
            rows between unbounded preceding and current row
        ),
        whole_customer as (partition by tenant_id, customer_id)
),

first_events as (
    select * from numbered
    where previous_at is null or occurred_at - previous_at > {{ session_gap() }}
),

sessions as (
    select
        {{ surrogate_key(['tenant_id', 'customer_id', epoch_microseconds('occurred_at')]) }}
            as session_id,
        tenant_id,
        customer_id,
        process_id,
        occurred_at as started_at,
        coalesce(lead(previous_at) over session_order, last_at) as ended_at,
        event_date as session_date,
        coalesce(lead(event_number) over session_order, customer_event_count + 1) - event_number
            as events,
        coalesce(
            lead(interactions_so_far - is_interaction) over session_order, customer_interactions
        ) > interactions_so_far - is_interaction as is_interacted
    from first_events
    window session_order as (partition by tenant_id, customer_id order by event_number)
)

select * from sessions
