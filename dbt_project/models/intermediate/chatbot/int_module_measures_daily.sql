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

with event_counts as (
    select * from {{ ref('int_event_counts_daily') }}
    {% if is_incremental() -%}
        where {{ affected_dates_of_this_model('event_date') }}
    {%- endif %}
),

modules_by_type as (
    select distinct event_name
    from {{ ref('modules') }}
    where module_type is not null
),

measured as (
    select
        event_counts.tenant_id,
        event_counts.process_id,
        event_counts.module_id,
        event_counts.event_date,
        modules.module,
        modules.measure,
        modules.channel,
        event_counts.event_name,
        event_counts.customers,
        -- Records of the module type that another module counts are taken from the rest.
        case
            when modules.module_type is not null then event_counts.events_of_module_type
            when
                modules_by_type.event_name is not null
                then event_counts.events - event_counts.events_of_module_type
            else event_counts.events
        end as events,
        coalesce(event_counts.points, 0) as points
    from event_counts
    inner join {{ ref('modules') }} as modules on event_counts.event_name = modules.event_name
    left join modules_by_type on event_counts.event_name = modules_by_type.event_name
)

select * from measured
where events > 0
