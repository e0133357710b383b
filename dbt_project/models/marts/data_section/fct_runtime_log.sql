{{
    config(
        materialized='incremental',
        incremental_strategy='replace_register_dates',
        affected_by='int_chat_affected_dates',
        date_column='logged_date',
        logs_dates='logged_date',
        register='runtime_log',
        created_column='logged_at',
        on_schema_change='fail',
    )
}}

-- depends_on: {{ ref('int_chat_affected_dates') }}

select
    tenant_id,
    event_id,
    event_name,
    log_level as level, -- noqa: RF04
    message,
    trace_id,
    process_id,
    customer_id,
    occurred_at as logged_at,
    event_date as logged_date
from {{ ref('int_register_events') }}
where
    (
        has_message
        or trace_id is not null
        or log_level is not null
        or event_name in ('sign_up', 'pub_sub_failed')
        or event_name like 'api~_%' escape '~'
    )
    and {{ is_in_register('occurred_at') }}
    {% if is_incremental() -%}
        and {{ affected_dates_of_this_model('event_date') }}
    {%- endif %}
