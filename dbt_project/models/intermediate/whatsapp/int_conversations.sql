{{
    config(
        materialized='incremental',
        incremental_strategy='replace_contacts',
        logs_dates='opened_date',
    )
}}

-- depends_on: {{ ref('int_affected_contacts') }}

select
    tenant_id,
    conversation_id,
    business_number,
    contact_id,
    category,
    method,
    opened_at,
    closes_at,
    {{ local_date('opened_at', 'reporting_timezone') }} as opened_date,
    count(*) as messages
from {{ ref('int_conversation_messages') }}
{% if is_incremental() -%}
    where {{ is_affected_contact() }}
{%- endif %}
group by
    tenant_id,
    conversation_id,
    business_number,
    contact_id,
    category,
    method,
    opened_at,
    closes_at,
    reporting_timezone
