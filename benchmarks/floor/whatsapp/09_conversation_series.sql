-- Conversations by the local day and month of their opening, by category and all together.
create temp view opened_conversations as
select tenant_id, category, contact_id, opened_date from marts.fct_conversations
union all
select tenant_id, 'all' as category, contact_id, opened_date from marts.fct_conversations;

create table marts.fct_conversations_daily as
with counts as (
    select
        tenant_id,
        category,
        opened_date,
        count(*) as conversations,
        count(distinct contact_id) as contacts
    from opened_conversations
    group by all
),

-- The provider may say that a conversation opens after the last record.
days as (
    select
        tenant_id,
        category,
        unnest(generate_series(
            min(opened_date), greatest(max(opened_date), last_day), interval 1 day
        ))::date as opened_date
    from counts
    join last_days using (tenant_id)
    group by tenant_id, category, last_day
)

select
    tenant_id,
    category,
    opened_date as conversation_date,
    coalesce(conversations, 0) as conversations,
    coalesce(contacts, 0) as contacts
from days
left join counts using (tenant_id, category, opened_date);

create table marts.fct_conversations_monthly as
with counts as (
    select
        tenant_id,
        category,
        date_trunc('month', opened_date)::date as conversation_month,
        count(*) as conversations,
        count(distinct contact_id) as contacts
    from opened_conversations
    group by all
),

months as (
    select distinct
        tenant_id,
        category,
        date_trunc('month', conversation_date)::date as conversation_month
    from marts.fct_conversations_daily
)

select
    tenant_id,
    category,
    conversation_month,
    coalesce(conversations, 0) as conversations,
    coalesce(contacts, 0) as contacts
from months
left join counts using (tenant_id, category, conversation_month);
