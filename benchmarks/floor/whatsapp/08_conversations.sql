-- Where prices are per conversation the provider names it for every message delivered, so that its
-- conversations and derived ones never meet, but for free entry points.
create temp table delivered as
select
    party,
    message_id,
    delivered_at,
    category,
    is_template,
    provider_conversation_id
from messages
where delivered_at is not null and excluded_as is null;

create temp table provider_conversations as
select
    party,
    provider_conversation_id,
    is_free_entry_point,
    if(is_free_entry_point, 'referral_conversion', arg_min(category, first_at)) as category,
    if(is_free_entry_point, 72, 24) * interval 1 hour as duration,
    coalesce(min(expires_at) - duration, min(delivered_at)) as opened_at,
    opened_at + duration as closes_at,
    count(delivered_at) as messages
from messages
where provider_conversation_id is not null and excluded_as is null
group by party, provider_conversation_id, is_free_entry_point
having count(delivered_at) > 0;

-- The first message delivered within a day of a referral opens a free entry point of 72 hours, unless
-- the provider has one open then.
create temp table answers as
with referrals as (
    select party, message_at as referred_at
    from messages
    where has_referral and excluded_as is null
),

deliveries as (
    select
        party,
        delivered_at,
        arg_min(provider_conversation_id is null, message_id) as is_derived
    from delivered
    semi join referrals using (party)
    group by all
)

select distinct deliveries.party, '' as category, deliveries.delivered_at as occurred_at
from referrals
asof join deliveries
    on referrals.party = deliveries.party and referrals.referred_at <= deliveries.delivered_at
where
    deliveries.is_derived
    and deliveries.delivered_at < referrals.referred_at + interval 24 hour
    and not exists (
        select 1
        from provider_conversations as named
        where
            named.is_free_entry_point
            and named.party = deliveries.party
            and deliveries.delivered_at >= named.opened_at
            and deliveries.delivered_at < named.closes_at
    );

create temp table entry_points as
select
    party,
    '' as provider_conversation_id,
    opened_at,
    opened_at + interval 72 hour as closes_at
from greedy_windows('answers', 3 * 86400000000)
union all
select party, provider_conversation_id, opened_at, closes_at
from provider_conversations
where is_free_entry_point;

create temp table in_entry_points as
select
    delivered.message_id,
    delivered.party,
    min_by(
        entry_points, (entry_points.opened_at, entry_points.provider_conversation_id)
    ) as entry_point
from delivered
join entry_points using (party)
where
    delivered.provider_conversation_id is null
    and delivered.delivered_at >= entry_points.opened_at
    and delivered.delivered_at < entry_points.closes_at
group by all;

create temp table opening as
select party, message_id, delivered_at as occurred_at, category, is_template
from delivered
anti join in_entry_points using (message_id)
where provider_conversation_id is null;

create temp view templates as
select party, category, occurred_at from opening where is_template;

create temp table template_windows as
select * from greedy_windows('templates', 86400000000);

-- Every window is 24 hours long, so the earliest one open at an instant is the first that opened
-- less than 24 hours before. At the very instant of its opener it is closed to messages before it.
create macro open_window(windows) as table
select
    free_form.message_id,
    free_form.party,
    free_form.occurred_at,
    instants.opened_at,
    case
        when instants.opened_at < free_form.occurred_at then instants.openers[1].category
        when instants.opened_at = free_form.occurred_at
            then list_filter(
                instants.openers, lambda opener: opener.message_id <= free_form.message_id
            )[1].category
    end as category
from (from opening where not is_template) as free_form
asof left join (
    select
        party,
        opened_at,
        list(
            {category: category, message_id: opener_id} order by category
        ) as openers
    from query_table(windows)
    group by all
) as instants
    on
        free_form.party = instants.party
        and free_form.occurred_at - interval 24 hour < instants.opened_at;

create temp table template_openings as
select
    template_windows.party,
    template_windows.category,
    template_windows.opened_at,
    min(opening.message_id) as opener_id
from template_windows
join opening
    on
        opening.party = template_windows.party
        and opening.occurred_at = template_windows.opened_at
        and opening.category = template_windows.category
        and opening.is_template
group by all;

create temp table unopened as
select party, 'service' as category, occurred_at, message_id
from open_window('template_openings')
where category is null;

create temp view openings as
select party, category, opened_at, opener_id from template_openings
union all
select windows.party, 'service' as category, opened_at, min(message_id) as opener_id
from greedy_windows('unopened', 86400000000) as windows
join unopened on unopened.party = windows.party and unopened.occurred_at = windows.opened_at
group by all;

create temp table conversations as
with counts as (
    select party, category, opened_at, messages from template_windows
    union all
    select party, category, opened_at, count(*) as messages
    from open_window('openings')
    group by all
),

derived as (
    select party, category, opened_at, sum(messages)::bigint as messages
    from counts
    group by all
),

entered as (
    select party, entry_point, count(*) as messages
    from in_entry_points
    group by all
)

select
    party,
    '' as provider_conversation_id,
    category,
    opened_at,
    opened_at + interval 24 hour as closes_at,
    messages
from derived
union all
select
    party,
    '' as provider_conversation_id,
    'referral_conversion' as category,
    entry_point.opened_at,
    entry_point.closes_at,
    messages
from entered
where entry_point.provider_conversation_id = ''
union all
select
    named.party,
    named.provider_conversation_id,
    named.category,
    named.opened_at,
    named.closes_at,
    named.messages + coalesce(entered.messages, 0) as messages
from provider_conversations as named
left join entered
    on
        entered.party = named.party
        and entered.entry_point.provider_conversation_id = named.provider_conversation_id;

create table marts.fct_conversations as
select
    tenant_id,
    md5(
        concat_ws(chr(31), tenant_id, business_number, contact_id, provider_conversation_id)
        || chr(31)
        || if(
            provider_conversation_id = '',
            category || chr(31) || epoch_us(opened_at),
            chr(31) || '0'
        )
    ) as conversation_id,
    business_number,
    contact_id,
    category,
    if(provider_conversation_id = '', 'derived', 'provider') as method,
    opened_at,
    closes_at,
    (make_timestamptz(epoch_us(opened_at)) at time zone reporting_timezone)::date as opened_date,
    messages
from conversations
join parties using (party);
