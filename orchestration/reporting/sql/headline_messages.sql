with latest as (
    select
        tenant_id,
        max(message_date) as last_date
    from marts.fct_messages_daily
    group by tenant_id
),

conversations as (
    select
        opened.tenant_id,
        count(*) as conversations
    from marts.fct_conversations as opened
    inner join latest on opened.tenant_id = latest.tenant_id
    where opened.opened_date > latest.last_date - 7
    group by opened.tenant_id
)

select
    messages.tenant_id as tenant,
    strftime(latest.last_date, '%Y-%m-%d') as "last day",
    cast(sum(messages.inbound) as bigint) as inbound,
    cast(sum(messages.outbound) as bigint) as outbound,
    cast(sum(messages.hsm) as bigint) as templates,
    cast(sum(messages.errors) as bigint) as errors,
    coalesce(any_value(conversations.conversations), 0) as conversations,
    coalesce(any_value(contacts.total_contacts), 0) as contacts,
    coalesce(any_value(contacts.opted_in), 0) as "opted in"
from marts.fct_messages_daily as messages
inner join latest on messages.tenant_id = latest.tenant_id
left join conversations on messages.tenant_id = conversations.tenant_id
left join marts.fct_contacts_daily as contacts
    on latest.tenant_id = contacts.tenant_id and latest.last_date = contacts.contact_date
where messages.message_date > latest.last_date - 7
group by messages.tenant_id, latest.last_date
order by messages.tenant_id
limit 20
