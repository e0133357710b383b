{{
    config(
        materialized='incremental',
        incremental_strategy='replace_dates',
        affected_by='int_chat_affected_dates',
        date_column='click_date',
        logs_dates='click_date',
        on_schema_change='fail',
    )
}}

-- depends_on: {{ ref('int_chat_affected_dates') }}

select
    tenant_id,
    process_id,
    module_id,
    item_text as url,
    event_date as click_date,
    count(*) as clicks,
    count(distinct customer_id) as customers
from {{ ref('int_chat_events') }}
where
    event_name = 'link_clicked'
    and item_text is not null
    {% if is_incremental() -%}
        and {{ affected_dates_of_this_model('event_date') }}
    {%- endif %}
group by tenant_id, process_id, module_id, item_text, event_date
