{{
    config(
        materialized='incremental',
        incremental_strategy='replace_dates',
        affected_by_changes_of=['int_whatsapp_messages'],
        date_column='message_date',
    )
}}

select
    tenant_id,
    message_date,
    message_hour,
    count(*) filter (where excluded_as is null and direction = 'inbound') as inbound,
    count(*) filter (where excluded_as is null and direction = 'outbound') as outbound,
    count(*) filter (where excluded_as is null and is_template_message) as hsm,
    count(*) filter (where excluded_as is null and status = 'failed') as errors,
    count(*) filter (where excluded_as = 'meta') as excluded_meta,
    count(*) filter (where excluded_as = 'simulator') as excluded_simulator
from {{ ref('int_whatsapp_messages') }}
{% if is_incremental() -%}
    where {{ affected_dates_of_this_model('message_date') }}
{%- endif %}
group by tenant_id, message_date, message_hour
