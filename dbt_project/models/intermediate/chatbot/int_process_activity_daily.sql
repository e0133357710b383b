{{
    config(
        materialized='incremental',
        incremental_strategy='replace_dates',
        affected_by='int_chat_affected_dates',
        date_column='event_date',
    )
}}

-- depends_on: {{ ref('int_chat_affected_dates') }}

with events as (
    select * from {{ ref('int_chat_events') }}
    {% if is_incremental() -%}
        where {{ affected_dates_of_this_model('event_date') }}
    {%- endif %}
),

activity as (
    select
        tenant_id,
        process_id,
        event_date,
        count(distinct customer_id) as active_customers,
        sum(case when seconds >= 0 then seconds end) as screen_seconds
    from events
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
    from events
    where process_name is not null
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
    activity.screen_seconds,
    latest_names.process_name
from activity
left join latest_names
    on
        activity.tenant_id = latest_names.tenant_id
        and activity.process_id = latest_names.process_id
        and activity.event_date = latest_names.event_date
