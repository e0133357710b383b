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

counted as (
    select
        tenant_id,
        process_id,
        module_id,
        event_name,
        event_date,
        count(*) as events,
        count(distinct customer_id) as customers
    from events
    group by tenant_id, process_id, module_id, event_name, event_date
)

select
    counted.tenant_id,
    counted.process_id,
    counted.module_id,
    counted.event_name,
    counted.event_date,
    counted.events,
    counted.customers,
    catalogue.event_name is not null as is_catalogued
from counted
left join {{ ref('event_catalogue') }} as catalogue
    on counted.event_name = catalogue.event_name
