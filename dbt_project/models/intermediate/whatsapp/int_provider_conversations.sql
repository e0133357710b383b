{{
    config(
        materialized='incremental',
        incremental_strategy='replace_contacts',
    )
}}

-- depends_on: {{ ref('int_affected_contacts') }}

with messages as (
    select * from {{ ref('int_whatsapp_messages') }}
    where
        excluded_as is null
        and contact_id is not null
        and direction = 'outbound'
        and provider_conversation_id is not null
        {% if is_incremental() -%}
            and {{ is_affected_contact() }}
        {%- endif %}
),

conversations as (
    select
        tenant_id,
        business_number,
        contact_id,
        reporting_timezone,
        provider_conversation_id,
        bool_or(is_free_entry_point) as is_free_entry_point,
        min(conversation_expires_at) as expires_at,
        min(delivered_at) as first_delivered_at,
        min_by(conversation_category, {{ ordered_by(['categorised_at', 'message_id']) }}) filter (
            where categorised_at is not null
        ) as conversation_category,
        min_by(pricing_category, {{ ordered_by(['message_at', 'message_id']) }}) filter (
            where pricing_category is not null
        ) as message_category,
        min_by(conversation_origin, {{ ordered_by(['originated_at', 'message_id']) }}) filter (
            where originated_at is not null
        ) as conversation_origin
    from messages
    group by tenant_id, business_number, contact_id, reporting_timezone, provider_conversation_id
)

select
    conversations.tenant_id,
    conversations.business_number,
    conversations.contact_id,
    conversations.reporting_timezone,
    conversations.provider_conversation_id,
    conversations.is_free_entry_point,
    case
        when conversations.is_free_entry_point then 'referral_conversion'
        else coalesce(
            conversations.conversation_category,
            conversations.message_category,
            conversations.conversation_origin,
            'service'
        )
    end as category,
    coalesce(
        conversations.expires_at - windows.duration, conversations.first_delivered_at
    ) as opened_at,
    coalesce(
        conversations.expires_at, conversations.first_delivered_at + windows.duration
    ) as closes_at
from conversations
inner join {{ ref('int_conversation_windows') }} as windows
    on
        windows.opened_by = case
            when conversations.is_free_entry_point then 'free_entry_point' else 'template'
        end
        and conversations.first_delivered_at >= windows.valid_from
        and conversations.first_delivered_at < windows.valid_until
