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

threads as (
    {{ greedy_window_counts('messages', party_columns(), 'message_at', 'thread_end') }}
),

time_zones as (
    select
        tenant_id,
        min(reporting_timezone) as reporting_timezone
    from messages
    group by tenant_id
)

select
    threads.tenant_id,
    threads.business_number,
    threads.contact_id,
    threads.opened_at,
    threads.closes_at,
    threads.members as messages,
    {{ surrogate_key([
        'threads.tenant_id', 'threads.business_number', 'threads.contact_id',
        epoch_microseconds('threads.opened_at'),
    ]) }} as thread_id,
    {{ local_date('threads.opened_at', 'time_zones.reporting_timezone') }} as opened_date
from threads
inner join time_zones on threads.tenant_id = time_zones.tenant_id
