{#- The participations of a register with what is known of their customers. The statement has a common
    table expression `outcomes` (tenant_id, event_id, drawn_at) of those that were drawn or won. -#}
{% macro participations(event_name, register, is_winner) -%}
    select
        events.tenant_id,
        events.event_id,
        events.customer_id,
        {{ columns_of('customers', profile_columns()) }},
        events.process_id,
        events.occurred_at as participated_at,
        events.event_date as participated_date,
        outcomes.event_id is not null as {{ is_winner }},
        outcomes.drawn_at
    from {{ ref('int_register_events') }} as events
    left join {{ ref('int_customers') }} as customers
        on
            events.tenant_id = customers.tenant_id
            and events.customer_id = customers.customer_id
    left join outcomes
        on
            events.tenant_id = outcomes.tenant_id
            and events.event_id = outcomes.event_id
    where
        events.event_name = '{{ event_name }}'
        and {{ lives('events.occurred_at', register) }}
        and {{ is_no_deleted_entry(register, 'events') }}
        {% if is_incremental() -%}
            and {{ is_affected_customer('events') }}
        {%- endif %}
{%- endmacro %}
