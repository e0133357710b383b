{{
    config(
        materialized='incremental',
        incremental_strategy='replace_dates',
        affected_by='int_chat_affected_dates',
        date_column='event_date',
    )
}}

-- depends_on: {{ ref('int_chat_affected_dates') }}

select
    tenant_id,
    activity_date as event_date,
    count(distinct customer_id) as active_customers
from {{ ref('int_customer_days') }}
{% if is_incremental() -%}
    where {{ affected_dates_of_this_model('activity_date') }}
{%- endif %}
group by tenant_id, activity_date
