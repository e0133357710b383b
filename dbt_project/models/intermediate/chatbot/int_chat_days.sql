{{
    config(
        materialized='incremental',
        incremental_strategy='replace_dates',
        affected_by='int_chat_affected_dates',
        date_column='event_date',
    )
}}

-- depends_on: {{ ref('int_chat_affected_dates') }}

-- Duplicates count here: they too are accepted records, and a tenant's series end with them.
select
    source,
    tenant_id,
    event_date,
    count(*) as deliveries
from {{ ref('int_chat_event_deliveries') }}
{% if is_incremental() -%}
    where {{ affected_dates_of_this_model('event_date') }}
{%- endif %}
group by source, tenant_id, event_date
