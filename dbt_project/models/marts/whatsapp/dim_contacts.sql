{{
    config(
        materialized='incremental',
        incremental_strategy='replace_contacts',
        on_schema_change='fail',
    )
}}

-- depends_on: {{ ref('int_affected_contacts') }}

with contacts as (
    select * from {{ ref('int_contacts') }}
    {% if is_incremental() -%}
        where {{ is_affected_contact() }}
    {%- endif %}
),

latest_states as (
    select * from {{ ref('int_contact_changes') }}
    where
        is_latest
        {% if is_incremental() -%}
            and {{ is_affected_contact() }}
        {%- endif %}
)

select
    contacts.tenant_id,
    contacts.contact_id,
    latest_states.status,
    latest_states.opt_state,
    contacts.is_marketing_stopped,
    contacts.first_seen_at,
    contacts.last_inbound_at,
    -- A provider's user id begins with letters, a phone is all digits.
    case when contacts.contact_id < ':' then contacts.contact_id end as phone
from contacts
inner join latest_states
    on
        contacts.tenant_id = latest_states.tenant_id
        and contacts.contact_id = latest_states.contact_id
