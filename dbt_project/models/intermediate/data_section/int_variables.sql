{{
    config(
        materialized='incremental',
        incremental_strategy='replace_register_dates',
        affected_by='int_chat_affected_dates',
        date_column='set_date',
        logs_dates='set_date',
        register='variables',
        created_column='set_at',
    )
}}

-- depends_on: {{ ref('int_chat_affected_dates') }}

select
    tenant_id,
    event_id,
    customer_id,
    process_id,
    process_instance_id,
    variable_name,
    variable_value,
    variable_scope,
    occurred_at as set_at,
    event_date as set_date
from {{ ref('int_register_events') }}
where
    variable_name is not null
    and {{ is_in_register('occurred_at') }}
    {% if is_incremental() -%}
        and {{ affected_dates_of_this_model('event_date') }}
    {%- endif %}
