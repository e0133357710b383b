-- One row per conversation that the provider names: all of a number priced by conversation, and what
-- an advertisement led to where messages have ids. It ends on a whole minute.
create table conversations as
select
    messages.exchange_key,
    messages.category,
    draw(messages.category, messages.exchange_key) as conversation_key,
    date_trunc('minute', min(coalesce(messages.delivered_at, messages.read_at)))
    + if(messages.category = 'referral_conversion', interval 72 hour, interval 24 hour)
    + interval 1 minute as expires_at
from messages
join business_numbers using (number_id)
where
    messages.is_outbound
    and (
        business_numbers.prices = 'conversation'
        or (
            business_numbers.prices = 'message with id'
            and messages.category = 'referral_conversion'
        )
    )
group by messages.exchange_key, messages.category;
