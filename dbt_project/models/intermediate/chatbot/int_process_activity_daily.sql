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

-- Few names per day, so grouping first is much cheaper than ordering every event; only two names
-- at the very same microsecond are told apart by their text.
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

latest_names as (
    select
        tenant_id,
        process_id,
        event_date,
        process_name
    from names
    qualify row_number() over (
        partition by tenant_id, process_id, event_date
        order by last_used_at desc, process_name desc
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
