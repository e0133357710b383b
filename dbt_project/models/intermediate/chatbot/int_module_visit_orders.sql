{{
    config(
        materialized='incremental',
        incremental_strategy='replace_customer_processes',
        event_names=['start', 'sub_process_visited'],
    )
}}

with steps as (
    select
        tenant_id,
        customer_id,
        process_id,
        module_id,
        event_id,
        event_name,
        occurred_at
    from {{ ref('int_chat_events') }}
    where
        event_name in ('start', 'sub_process_visited')
        and customer_id is not null
        {% if is_incremental() -%}
            and {{ is_changed_customer_process(['start', 'sub_process_visited']) }}
        {%- endif %}
),

passes as (
    select
        tenant_id,
        customer_id,
        process_id,
        module_id,
        event_name,
        row_number() over customer_steps as step_number,
        sum(case when event_name = 'start' then 1 else 0 end) over customer_steps as pass_number
    from steps
    window customer_steps as (
        partition by tenant_id, customer_id, process_id
        order by occurred_at, event_id
        rows between unbounded preceding and current row
    )
),

first_visits as (
    select
        tenant_id,
        customer_id,
        process_id,
        module_id,
        pass_number,
        min(step_number) as first_step_number
    from passes
    where event_name = 'sub_process_visited' and pass_number > 0
    group by tenant_id, customer_id, process_id, module_id, pass_number
)

select
    tenant_id,
    customer_id,
    process_id,
    module_id,
    cast(pass_number as bigint) as pass_number,
    row_number() over (
        partition by tenant_id, customer_id, process_id, pass_number
        order by first_step_number
    ) as visit_order
from first_visits
