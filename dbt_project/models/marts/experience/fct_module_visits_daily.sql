{{
    config(
        materialized='incremental',
        incremental_strategy='replace_dates',
        affected_by='int_chat_affected_dates',
        date_column='visit_date',
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
        count(distinct customer_id) as customers
    from visits
    group by tenant_id, process_id, module_id, event_date
),

latest_visits as (
    select
        tenant_id,
        process_id,
        module_id,
        event_date as visit_date,
        module_name,
        module_type
    from visits
    qualify row_number() over (
        partition by tenant_id, process_id, module_id, event_date
        order by occurred_at desc, event_id desc
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
