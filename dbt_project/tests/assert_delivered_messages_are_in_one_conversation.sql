-- Every delivered message of the business belongs to exactly one conversation, and nothing else
-- belongs to one. In a nightly run of the contacts with a change.
-- depends_on: {{ ref('int_affected_contacts') }}

with delivered as (
    select
        tenant_id,
        source,
        message_id
    from {{ ref('int_whatsapp_messages') }}
    where
        delivered_at is not null
        and direction = 'outbound'
        and excluded_as is null
        and contact_id is not null
        and {{ is_affected_contact() if looks_at_touched_rows() else 'true' }}
),

assigned as (
    select
        messages.tenant_id,
        messages.source,
        messages.message_id,
        count(*) as conversations
    from {{ ref('int_conversation_messages') }} as messages
    inner join {{ ref('int_conversations') }} as conversations
        on
            messages.tenant_id = conversations.tenant_id
            and messages.conversation_id = conversations.conversation_id
    where {{ is_affected_contact('messages') if looks_at_touched_rows() else 'true' }}
    group by messages.tenant_id, messages.source, messages.message_id
)

select
    assigned.conversations,
    coalesce(delivered.tenant_id, assigned.tenant_id) as tenant_id,
    coalesce(delivered.source, assigned.source) as source,
    coalesce(delivered.message_id, assigned.message_id) as message_id
from delivered
full outer join assigned
    on
        delivered.tenant_id = assigned.tenant_id
        and delivered.source = assigned.source
        and delivered.message_id = assigned.message_id
where delivered.message_id is null or coalesce(assigned.conversations, 0) <> 1
