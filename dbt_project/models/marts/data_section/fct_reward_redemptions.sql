{{
    config(
        materialized='incremental',
        incremental_strategy='replace_customers',
        logs_dates='redeemed_date',
        register='redemptions',
        created_column='redeemed_at',
        on_schema_change='fail',
    )
}}

-- depends_on: {{ ref('int_affected_customers') }}

with redemptions as (
    select
        *,
        {% for key in address_keys() -%}
            {{ key }} is not null{% if not loop.last %} or {% endif %}
        {%- endfor %} as has_address
    from {{ ref('int_register_events') }}
    where
        event_name in ({{ redemption_event_names() }})
        and {{ is_in_register('occurred_at') }}
        {% if is_incremental() -%}
            and {{ is_affected_customer() }}
        {%- endif %}
)

-- The address given with the redemption is where the reward goes; else the one that is known.
select
    redemptions.tenant_id,
    redemptions.event_id,
    redemptions.customer_id,
    customers.email,
    redemptions.process_id,
    redemptions.reward_id,
    redemptions.reward_name,
    {%- for key in address_keys() %}
        case
            when redemptions.has_address then redemptions.{{ key }}
            else customers.{{ key }}
        end as {{ key }},
    {%- endfor %}
    redemptions.occurred_at as redeemed_at,
    redemptions.event_date as redeemed_date
from redemptions
left join {{ ref('int_customers') }} as customers
    on
        redemptions.tenant_id = customers.tenant_id
        and redemptions.customer_id = customers.customer_id
