{{
    config(
        materialized='incremental',
        incremental_strategy='replace_dates',
        affected_by='int_chat_affected_dates',
        date_column='visit_date',
        logs_dates='visit_date',
        on_schema_change='fail',
    )
}}

-- depends_on: {{ ref('int_chat_affected_dates') }}

with visits as (
    select * from {{ ref('int_chat_events') }}
    where
        event_name = 'sub_process_visited'
        {% if is_incremental() -%}
            and {{ affected_dates_of_this_model('event_date') }}
        {%- endif %}
),

counted as (
    select
        tenant_id,
        process_id,
        module_id,
        event_date as visit_date,
        count(*) as visits,
        count(distinct customer_id) as customers,
        max(occurred_at) as last_visit_at
    from visits
    group by tenant_id, process_id, module_id, event_date
),

latest_visits as (
    select
        visits.tenant_id,
        visits.process_id,
        visits.module_id,
        visits.event_date as visit_date,
        visits.module_name,
        visits.module_type
    from visits
    inner join counted
        on
            visits.tenant_id = counted.tenant_id
            and visits.process_id = counted.process_id
            and visits.module_id = counted.module_id
            and visits.event_date = counted.visit_date
            and visits.occurred_at = counted.last_visit_at
    qualify row_number() over (
        partition by visits.tenant_id, visits.process_id, visits.module_id, visits.event_date
        order by visits.event_id desc
    ) = 1
)

select
    counted.tenant_id,
    counted.process_id,
    counted.module_id,
    counted.visit_date,
    latest_visits.module_name,
    latest_visits.module_type,
    counted.visits,
    counted.customers
from counted
inner join latest_visits
    on
        counted.tenant_id = latest_visits.tenant_id
        and counted.process_id = latest_visits.process_id
        and counted.module_id = latest_visits.module_id
        and counted.visit_date = latest_visits.visit_date
