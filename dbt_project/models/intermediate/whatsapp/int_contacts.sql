{{
    config(
        materialized='incremental',
        incremental_strategy='replace_contacts',
    )
}}

-- depends_on: {{ ref('int_affected_contacts') }}

with messages as (
    select
        tenant_id,
        contact_id,
        reporting_timezone,
        message_at,
        direction
    from {{ ref('int_whatsapp_messages') }}
    where
        excluded_as is null
        and contact_id is not null
        {% if is_incremental() -%}
            and {{ is_affected_contact() }}
        {%- endif %}
),

statuses as (
    select
        tenant_id,
        contact_id,
        reporting_timezone,
        first_at
    from {{ ref('int_whatsapp_message_statuses') }}
    where
        contact_id is not null
        and first_at is not null
        {% if is_incremental() -%}
            and {{ is_affected_contact() }}
        {%- endif %}
),

contact_records as (
    select * from {{ ref('int_whatsapp_contact_records') }}
    where
        record_kind <> 'other'
        {% if is_incremental() -%}
            and {{ is_affected_contact() }}
        {%- endif %}
),

-- A time of opting in counts where no event says when the contact opted in or out.
contacts_with_history as (
    select distinct
        tenant_id,
        contact_id
    from contact_records
    where record_kind in ('opt_in', 'opt_out') and not is_duplicate
),

stated_opt_ins as (
    select
        contact_records.tenant_id,
        contact_records.contact_id,
        contact_records.reporting_timezone,
        min(contact_records.optin_at) as optin_at
    from contact_records
    left join contacts_with_history
        on
            contact_records.tenant_id = contacts_with_history.tenant_id
            and contact_records.contact_id = contacts_with_history.contact_id
    where contact_records.optin_at is not null and contacts_with_history.contact_id is null
    group by
        contact_records.tenant_id,
        contact_records.contact_id,
        contact_records.reporting_timezone
),

sightings as (
    select
        tenant_id,
        contact_id,
        reporting_timezone,
        message_at as seen_at,
        case when direction = 'inbound' then message_at end as inbound_at
    from messages
    union all
    select
        tenant_id,
        contact_id,
        reporting_timezone,
        first_at as seen_at,
        cast(null as timestamp) as inbound_at
    from statuses
    union all
    select
        tenant_id,
        contact_id,
        reporting_timezone,
        occurred_at as seen_at,
        cast(null as timestamp) as inbound_at
    from contact_records
    where not is_duplicate or record_kind = 'contact'
    union all
    select
        tenant_id,
        contact_id,
        reporting_timezone,
        optin_at as seen_at,
        cast(null as timestamp) as inbound_at
    from stated_opt_ins
),

contacts as (
    select
        tenant_id,
        contact_id,
        min(reporting_timezone) as reporting_timezone,
        min(seen_at) as first_seen_at,
        max(inbound_at) as last_inbound_at
    from sightings
    group by tenant_id, contact_id
),

marketing_preferences as (
    select
        tenant_id,
        contact_id,
        max_by(record_kind, {{ ordered_by(
            ['occurred_at', 'landing_day', 'file_name', 'line', 'position']
        ) }}) as record_kind
    from contact_records
    where record_kind like 'marketing_%'
    group by tenant_id, contact_id
),

own_numbers as (
    select * from {{ ref('int_own_numbers') }}
)

select
    contacts.tenant_id,
    contacts.contact_id,
    contacts.reporting_timezone,
    contacts.first_seen_at,
    {{ local_date('contacts.first_seen_at', 'contacts.reporting_timezone') }} as first_seen_date,
    contacts.last_inbound_at,
    stated_opt_ins.optin_at as stated_optin_at,
    coalesce(marketing_preferences.record_kind = 'marketing_stop', false) as is_marketing_stopped
from contacts
left join stated_opt_ins
    on
        contacts.tenant_id = stated_opt_ins.tenant_id
        and contacts.contact_id = stated_opt_ins.contact_id
left join marketing_preferences
    on
        contacts.tenant_id = marketing_preferences.tenant_id
        and contacts.contact_id = marketing_preferences.contact_id
left join own_numbers
    on
        contacts.tenant_id = own_numbers.tenant_id
        and contacts.contact_id = own_numbers.own_number
where own_numbers.own_number is null and contacts.contact_id not like '9876543210%'
