with latest as (
    select
        tenant_id,
        max(message_date) as last_date
    from marts.fct_messages_daily
    group by tenant_id
)

select
    messages.tenant_id as tenant,
    strftime(latest.last_date, '%Y-%m-%d') as "last day",
    cast(sum(messages.inbound) as bigint) as inbound,
    cast(sum(messages.outbound) as bigint) as outbound,
    cast(sum(messages.hsm) as bigint) as templates,
    cast(sum(messages.errors) as bigint) as errors
from marts.fct_messages_daily as messages
inner join latest on messages.tenant_id = latest.tenant_id
where messages.message_date > latest.last_date - 7
group by messages.tenant_id, latest.last_date
order by messages.tenant_id
limit 20
