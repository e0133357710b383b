{{
    config(
        materialized='incremental',
        incremental_strategy='replace_dates',
        affected_by='int_chat_affected_dates',
        date_column='event_date',
        logs_dates='event_date',
    )
}}

-- depends_on: {{ ref('int_chat_affected_dates') }}

with customer_days as (
    select * from {{ ref('int_customer_days') }}
    {% if is_incremental() -%}
        where {{ affected_dates_of_this_model('activity_date') }}
    {%- endif %}
),

counted as (
    select
        tenant_id,
        process_id,
        module_id,
        event_name,
        activity_date as event_date,
        sum(events) as events,
        sum(events_of_module_type) as events_of_module_type,
        -- A customer has one row per event name and day.
        count(customer_id) as customers,
        sum(points) as points
    from customer_days
    group by tenant_id, process_id, module_id, event_name, activity_date
)

select
    counted.tenant_id,
    counted.process_id,
    counted.module_id,
    counted.event_name,
    counted.event_date,
    cast(counted.events as bigint) as events,
    cast(counted.events_of_module_type as bigint) as events_of_module_type,
    counted.customers,
    counted.points,
    catalogued.event_name is not null as is_catalogued
from counted
left join {{ ref('int_catalogued_events') }} as catalogued
    on counted.event_name = catalogued.event_name
