{{
    config(
        materialized='incremental',
        incremental_strategy='replace_register_dates',
        affected_by='int_chat_affected_dates',
        date_column='transacted_date',
        logs_dates='transacted_date',
        register='transactions',
        created_column='transacted_at',
        on_schema_change='fail',
    )
}}

-- depends_on: {{ ref('int_chat_affected_dates') }}

select
    tenant_id,
    event_id,
    customer_id,
    process_id,
    cast(
        coalesce(case when event_name = 'loyalty_points_spent' then -points else points end, 0)
        as double
    ) as points,
    occurred_at as transacted_at,
    event_date as transacted_date
from {{ ref('int_register_events') }}
where
    event_name in ({{ points_event_names() }})
    and {{ is_in_register('occurred_at') }}
    {% if is_incremental() -%}
        and {{ affected_dates_of_this_model('event_date') }}
    {%- endif %}
