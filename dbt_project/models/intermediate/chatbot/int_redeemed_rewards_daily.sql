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
    process_id,
    module_id,
    event_date,
    count(distinct item_id) as rewards
from {{ ref('int_chat_events') }}
where
    event_name in ({{ redemption_event_names() }})
    {% if is_incremental() -%}
        and {{ affected_dates_of_this_model('event_date') }}
    {%- endif %}
group by tenant_id, process_id, module_id, event_date
