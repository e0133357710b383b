{{
    config(
        materialized='incremental',
        incremental_strategy='replace_living_customers',
        register='customers',
        created_column='last_active_at',
        on_schema_change='fail',
    )
}}

-- depends_on: {{ ref('int_affected_customers') }}

select
    tenant_id,
    customer_id,
    email,
    registered_at,
    last_active_at,
    first_name,
    last_name,
    birthdate,
    gender,
    phone,
    street,
    postal_code,
    city,
    country
from {{ ref('int_customers') }}
where
    {{ lives('last_active_at', 'customers') }}
    {% if is_incremental() -%}
        and {{ is_affected_customer() }}
    {%- endif %}
