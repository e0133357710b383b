{{
    config(
        materialized='incremental',
        incremental_strategy='replace_customers',
        logs_dates='participated_date',
        register='giveaways',
        created_column='participated_at',
        on_schema_change='fail',
    )
}}

-- depends_on: {{ ref('int_affected_customers') }}

with drawn as (
    select
        tenant_id,
        event_id,
        min(created_at) as drawn_at
    from {{ ref('int_draws') }}
    group by tenant_id, event_id
)

select
    events.tenant_id,
    events.event_id,
    events.customer_id,
    {{ columns_of('customers', profile_columns()) }},
    events.process_id,
    events.occurred_at as participated_at,
    events.event_date as participated_date,
    drawn.event_id is not null as is_drawn,
    drawn.drawn_at
from {{ ref('int_register_events') }} as events
left join {{ ref('int_customers') }} as customers
    on
        events.tenant_id = customers.tenant_id
        and events.customer_id = customers.customer_id
left join drawn
    on
        events.tenant_id = drawn.tenant_id
        and events.event_id = drawn.event_id
where
    events.event_name = 'participation'
    and {{ lives('events.occurred_at', 'giveaways') }}
    and {{ is_no_deleted_entry('giveaways', 'events') }}
    {% if is_incremental() -%}
        and {{ is_affected_customer('events') }}
    {%- endif %}
