{{
    config(
        materialized='incremental',
        incremental_strategy='replace_contacts',
        logs_dates='opened_date',
    )
}}

-- depends_on: {{ ref('int_affected_contacts') }}

with messages as (
    select
        tenant_id,
        business_number,
        contact_id,
        reporting_timezone,
        message_at,
        message_at + interval '24' hour as thread_end
    from {{ ref('int_whatsapp_messages') }}
    where
        excluded_as is null
        and contact_id is not null
        and status is distinct from 'failed'
        {% if is_incremental() -%}
            and {{ is_affected_contact() }}
        {%- endif %}
),

threaded as (
    {{ greedy_windows(
        'messages',
        party_columns(),
        'message_at',
        'thread_end',
    ) }}
),

threads as (
    select
        tenant_id,
        business_number,
        contact_id,
        opened_at,
        closes_at,
        min(reporting_timezone) as reporting_timezone,
        count(*) as messages
    from threaded
    group by tenant_id, business_number, contact_id, opened_at, closes_at
)

select
    tenant_id,
    {{ surrogate_key([
        'tenant_id', 'business_number', 'contact_id', epoch_microseconds('opened_at'),
    ]) }} as thread_id,
    business_number,
    contact_id,
    opened_at,
    closes_at,
    {{ local_date('opened_at', 'reporting_timezone') }} as opened_date,
    messages
from threads
