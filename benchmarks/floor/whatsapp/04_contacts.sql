-- Contacts: none opts in or out in these data, and only a number that turns out not to exist makes
-- one invalid, until something is delivered to it.
create temp table contacts as
select
    tenant_id,
    contact_id,
    reporting_timezone,
    min(least(first_at, message_at)) as first_seen_at,
    max(message_at) filter (where is_inbound) as last_inbound_at,
    (make_timestamptz(epoch_us(first_seen_at)) at time zone reporting_timezone)::date
        as first_seen_date
from messages
where excluded_as is null
group by tenant_id, contact_id, reporting_timezone;

-- One row per contact and local date on which its number failed or worked again.
create temp table number_days as
with failures as (
    select tenant_id, contact_id, failed_at
    from messages
    where error_code = '1002' and excluded_as is null
),

deliveries as (
    select tenant_id, contact_id, delivered_at
    from messages
    semi join failures using (tenant_id, contact_id)
    where delivered_at is not null and excluded_as is null
),

outcomes as (
    select tenant_id, contact_id, failed_at as known_at, true as is_invalid from failures
    union all
    select tenant_id, contact_id, delivered_at as known_at, false as is_invalid from deliveries
),

day_ends as (
    select
        tenant_id,
        contact_id,
        (make_timestamptz(epoch_us(known_at)) at time zone reporting_timezone)::date as known_date,
        last(is_invalid order by known_at, is_invalid) as is_invalid
    from outcomes
    join contacts using (tenant_id, contact_id)
    group by all
)

select
    *,
    coalesce(
        lag(is_invalid) over (partition by tenant_id, contact_id order by known_date), false
    ) as was_invalid
from day_ends;

create table marts.dim_contacts as
with latest as (
    select tenant_id, contact_id, arg_max(is_invalid, known_date) as is_invalid
    from number_days
    group by all
),

chosen as (
    select tenant_id, contact_id, arg_max(preference, second) = 'stop' as is_stopped
    from preferences
    join business_numbers using (business_number)
    group by all
)

select
    tenant_id,
    contact_id,
    if(latest.is_invalid, 'invalid', 'valid') as status,
    'non_opted' as opt_state,
    coalesce(chosen.is_stopped, false) as is_marketing_stopped,
    first_seen_at,
    last_inbound_at,
    if(contact_id < ':', contact_id, null) as phone
from contacts
left join latest using (tenant_id, contact_id)
left join chosen using (tenant_id, contact_id);
