{{
    config(
        materialized='incremental',
        incremental_strategy='replace_register_dates',
        affected_by='int_chat_affected_dates',
        date_column='uploaded_date',
        logs_dates='uploaded_date',
        register='files',
        created_column='uploaded_at',
        on_schema_change='fail',
    )
}}

-- depends_on: {{ ref('int_chat_affected_dates') }}

select
    tenant_id,
    event_id,
    customer_id,
    process_id,
    event_name,
    file_name,
    file_url,
    occurred_at as uploaded_at,
    event_date as uploaded_date
from {{ ref('int_register_events') }}
where
    is_file
    and {{ is_in_register('occurred_at') }}
    {% if is_incremental() -%}
        and {{ affected_dates_of_this_model('event_date') }}
    {%- endif %}
