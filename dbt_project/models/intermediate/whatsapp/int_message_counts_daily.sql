{{
    config(
        materialized='incremental',
        incremental_strategy='replace_dates',
        affected_by='int_whatsapp_affected_dates',
        affected_column='record_date',
        date_column='message_date',
    )
}}

-- depends_on: {{ ref('int_whatsapp_affected_dates') }}

select
    tenant_id,
    message_date,
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
group by tenant_id, message_date
