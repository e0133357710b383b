{{
    config(
        materialized='incremental',
        incremental_strategy='replace_customer_processes',
        event_names=['start', 'end'],
        compared=['tenant_id', 'customer_id', 'process_id', 'event_id', 'event_date'],
    )
}}

with steps as (
    select
        tenant_id,
        customer_id,
        process_id,
        event_id,
        event_name,
        occurred_at,
        event_date
    from {{ ref('int_chat_events') }}
    where
        event_name in ('start', 'end')
        and customer_id is not null
        {% if is_incremental() -%}
            and {{ is_changed_customer_process(['start', 'end']) }}
        {%- endif %}
),

followed as (
    select
        *,
        lead(event_name) over (
            partition by tenant_id, customer_id, process_id
            order by occurred_at, event_id
        ) as next_event_name
    from steps
)

select
    tenant_id,
    customer_id,
    process_id,
    event_id,
    event_date
from followed
where event_name = 'start' and next_event_name = 'end'
