{{
    config(
        materialized='incremental',
        incremental_strategy='replace_dates',
        affected_by='int_chat_affected_dates',
        date_column='activity_date',
        logs_dates='activity_date',
    )
}}

-- depends_on: {{ ref('int_chat_affected_dates') }}

with events as (
    select * from {{ ref('int_chat_events') }}
    {% if is_incremental() -%}
        where {{ affected_dates_of_this_model('event_date') }}
    {%- endif %}
),

-- The events that one module counts where the record is of its type, and another for the rest.
modules_by_type as (
    select
        event_name,
        module_type
    from {{ ref('modules') }}
    where module_type is not null
)

select
    events.tenant_id,
    events.process_id,
    events.module_id,
    events.event_name,
    events.customer_id,
    events.event_date as activity_date,
    count(*) as events,
    count(modules_by_type.event_name) as events_of_module_type,
    sum(
        case
            when events.event_name in ({{ points_event_names() }})
                then events.quantity
        end
    ) as points
from events
left join modules_by_type
    on
        events.event_name = modules_by_type.event_name
        and events.module_type = modules_by_type.module_type
group by
    events.tenant_id,
    events.process_id,
    events.module_id,
    events.event_name,
    events.customer_id,
    events.event_date
