-- Copies of a message or status are the same throughout, so that which of them counts is no matter.
create temp table statuses as
select
    business_number,
    status.id as message_id,
    coalesce(status.recipient_id, status.recipient_user_id) as contact_id,
    status.status as status,
    status.timestamp as second,
    status.pricing.category as category,
    status.conversation.expiration_timestamp as expires,
    status.errors[1] as error,
    coalesce(status.pricing.category = 'referral_conversion', false) as is_free_entry_point,
    case
        when status.pricing.pricing_model = 'CBP' or is_free_entry_point
            then status.conversation.id
    end as provider_conversation_id
from (select business_number, unnest(statuses) as status from bodies);

create temp table preferences as
select
    business_number,
    coalesce(preference.wa_id, preference.user_id) as contact_id,
    preference.value as preference,
    preference.timestamp as second
from (select business_number, unnest(user_preferences) as preference from bodies);

-- One row per message, excluded ones too. What the business sends is known from its statuses alone.
create temp table messages as
with received as (
    select distinct
        business_number,
        message.id as message_id,
        coalesce(message."from", message.from_user_id) as contact_id,
        message.timestamp as second,
        message.referral is not null as has_referral
    from (select business_number, unnest(messages) as message from bodies)
),

sent as (
    select
        message_id,
        any_value(business_number) as business_number,
        any_value(contact_id) as contact_id,
        min(second) as first_second,
        coalesce(min(second) filter (where status = 'sent'), min(second)) as sent_second,
        min(second) filter (where status in ('delivered', 'read')) as delivered_second,
        max(second) filter (where status = 'failed') as failed_second,
        arg_max(error, second) filter (where status = 'failed') as error,
        any_value(category) as category,
        any_value(provider_conversation_id) as provider_conversation_id,
        any_value(expires) as expires,
        bool_or(is_free_entry_point) as is_free_entry_point
    from statuses
    group by message_id
),

told as (
    select
        business_number,
        message_id,
        contact_id,
        true as is_inbound,
        second as message_second,
        second as first_second,
        has_referral
    from received
    union all by name
    select
        * exclude (sent_second, failed_second, error),
        false as is_inbound,
        sent_second as message_second,
        delivered_second is null and failed_second is not null as is_failed,
        if(is_failed, failed_second, null) as failed_second,
        if(is_failed, coalesce(error.code, ''), null) as error_code,
        if(is_failed, coalesce(error.title, error.message), null) as error_title,
        false as has_referral
    from sent
)

select
    business_numbers.tenant_id,
    business_numbers.reporting_timezone,
    told.business_number,
    told.contact_id,
    hash(told.business_number, told.contact_id) as party,
    told.message_id,
    told.is_inbound,
    told.has_referral,
    make_timestamp(told.message_second * 1000000) as message_at,
    make_timestamp(told.first_second * 1000000) as first_at,
    make_timestamp(told.delivered_second * 1000000) as delivered_at,
    make_timestamp(told.failed_second * 1000000) as failed_at,
    make_timestamptz(told.message_second * 1000000) at time zone reporting_timezone as local_at,
    local_at::date as message_date,
    coalesce(told.is_failed, false) as is_failed,
    told.error_code,
    told.error_title,
    told.category,
    not told.is_inbound and coalesce(told.category in (
        'marketing', 'marketing_lite', 'utility', 'authentication', 'authentication-international'
    ), false) as is_template,
    told.provider_conversation_id,
    make_timestamp(told.expires * 1000000) as expires_at,
    told.is_free_entry_point,
    case
        when told.contact_id like '9876543210%' then 'simulator'
        when told.contact_id = business_numbers.own_number then 'meta'
    end as excluded_as
from told
join business_numbers using (business_number);

-- One row per tenant: its last local day, up to which daily series are dense.
create temp table last_days as
with seconds as (
    select business_number, second from statuses
    union all
    select business_number, second from preferences
    union all
    select business_number, epoch(message_at)::bigint as second from messages where is_inbound
)

select
    tenant_id,
    max((make_timestamptz(last_second * 1000000) at time zone reporting_timezone)::date) as last_day
from (select business_number, max(second) as last_second from seconds group by business_number)
join business_numbers using (business_number)
group by tenant_id;

drop table bodies;

drop table statuses;

-- One row per business number and contact.
create temp table parties as
select distinct party, tenant_id, reporting_timezone, business_number, contact_id
from messages
where excluded_as is null;
