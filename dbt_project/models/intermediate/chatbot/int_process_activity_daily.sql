{{
    config(
        materialized='incremental',
        incremental_strategy='replace_dates',
        affected_by='int_chat_affected_dates',
        date_column='event_date',
    )
}}

-- depends_on: {{ ref('int_chat_affected_dates') }}

with activity as (
    select
        tenant_id,
        process_id,
        activity_date as event_date,
        count(distinct customer_id) as active_customers
    from {{ ref('int_customer_days') }}
    {% if is_incremental() -%}
        where {{ affected_dates_of_this_model('activity_date') }}
    {%- endif %}
    group by tenant_id, process_id, activity_date
),

screen_time as (
    select
        tenant_id,
        process_id,
        event_date,
        sum(quantity) as screen_seconds
    from {{ ref('int_chat_events') }}
    where
        event_name = 'screen_time'
        and quantity >= 0
        {% if is_incremental() -%}
            and {{ affected_dates_of_this_model('event_date') }}
        {%- endif %}
    group by tenant_id, process_id, event_date
),

-- Few names per day, so grouping first is much cheaper than ordering every event.
names as (
    select
        tenant_id,
        process_id,
        event_date,
        process_name,
        max(occurred_at) as last_used_at
    from {{ ref('int_chat_events') }}
    where
        process_name is not null
        {% if is_incremental() -%}
            and {{ affected_dates_of_this_model('event_date') }}
        {%- endif %}
    group by tenant_id, process_id, event_date, process_name
),

-- Of names at the very same microsecond, the event with the highest id has the last one.
simultaneous_names as (
    select * from names
    qualify count(*) over (partition by tenant_id, process_id, event_date, last_used_at) > 1
),

last_events as (
    select
        events.tenant_id,
        events.process_id,
        events.event_date,
        events.process_name,
        max(events.event_id) as event_id
    from {{ ref('int_chat_events') }} as events
    inner join simultaneous_names
        on
            events.tenant_id = simultaneous_names.tenant_id
            and events.process_id = simultaneous_names.process_id
            and events.event_date = simultaneous_names.event_date
            and events.process_name = simultaneous_names.process_name
            and events.occurred_at = simultaneous_names.last_used_at
    group by events.tenant_id, events.process_id, events.event_date, events.process_name
),

latest_names as (
    select
        names.tenant_id,
        names.process_id,
        names.event_date,
        names.process_name
    from names
    left join last_events
        on
            names.tenant_id = last_events.tenant_id
            and names.process_id = last_events.process_id
            and names.event_date = last_events.event_date
            and names.process_name = last_events.process_name
    qualify row_number() over (
        partition by names.tenant_id, names.process_id, names.event_date
        order by names.last_used_at desc, last_events.event_id desc
    ) = 1
)

select
    activity.tenant_id,
    activity.process_id,
    activity.event_date,
    activity.active_customers,
    screen_time.screen_seconds,
    latest_names.process_name
from activity
left join screen_time
    on
        activity.tenant_id = screen_time.tenant_id
        and activity.process_id = screen_time.process_id
        and activity.event_date = screen_time.event_date
left join latest_names
    on
        activity.tenant_id = latest_names.tenant_id
        and activity.process_id = latest_names.process_id
        and activity.event_date = latest_names.event_date
