-- Contacts by local day and month: what they did, and how many there were.
create table marts.fct_contact_days as
select
    tenant_id,
    contact_id,
    message_date as contact_date,
    count(*) filter (where is_inbound) as inbound,
    count(*) filter (where not is_inbound) as outbound,
    false as opted_in,
    false as opted_out,
    false as in_flow
from messages
where excluded_as is null
group by tenant_id, contact_id, message_date;

create table marts.fct_contacts_daily as
with firsts as (
    select tenant_id, first_seen_date as contact_date, count(*) as new_contacts
    from contacts
    group by all
),

turns as (
    select
        tenant_id,
        known_date as contact_date,
        count(*) filter (where is_invalid) - count(*) filter (where was_invalid) as turned_invalid
    from number_days
    group by all
),

activity as (
    select
        tenant_id,
        contact_date,
        count(*) filter (where inbound > 0) as active_contacts,
        count(*) filter (where outbound > 0) as messaged_contacts
    from marts.fct_contact_days
    group by all
),

days as (
    select
        tenant_id,
        unnest(generate_series(min(contact_date), last_day, interval 1 day))::date as contact_date
    from firsts
    join last_days using (tenant_id)
    group by tenant_id, last_day
),

stocks as (
    select
        *,
        coalesce(sum(new_contacts) over so_far, 0)::bigint as total_contacts,
        coalesce(sum(turned_invalid) over so_far, 0)::bigint as invalid
    from days
    left join firsts using (tenant_id, contact_date)
    left join turns using (tenant_id, contact_date)
    left join activity using (tenant_id, contact_date)
    window so_far as (partition by tenant_id order by contact_date)
)

select
    tenant_id,
    contact_date,
    coalesce(new_contacts, 0) as new_contacts,
    coalesce(active_contacts, 0) as active_contacts,
    coalesce(messaged_contacts, 0) as messaged_contacts,
    total_contacts,
    0::bigint as opt_ins,
    0::bigint as opt_outs,
    0::bigint as opted_in,
    0::bigint as opted_out,
    total_contacts as non_opted,
    total_contacts - invalid as valid,
    invalid,
    0::bigint as other
from stocks;

create table marts.fct_contacts_monthly as
with activity as (
    select
        tenant_id,
        date_trunc('month', contact_date)::date as contact_month,
        count(distinct contact_id) filter (where inbound > 0) as active_contacts,
        count(distinct contact_id) filter (where outbound > 0) as messaged_contacts
    from marts.fct_contact_days
    group by all
)

select
    days.tenant_id,
    date_trunc('month', days.contact_date)::date as contact_month,
    sum(new_contacts)::bigint as new_contacts,
    coalesce(any_value(activity.active_contacts), 0) as active_contacts,
    coalesce(any_value(activity.messaged_contacts), 0) as messaged_contacts,
    last(total_contacts order by contact_date) as total_contacts,
    0::bigint as opt_ins,
    0::bigint as opt_outs,
    0::bigint as opted_in,
    0::bigint as opted_out,
    last(non_opted order by contact_date) as non_opted,
    last(valid order by contact_date) as valid,
    last(invalid order by contact_date) as invalid,
    0::bigint as other
from marts.fct_contacts_daily as days
left join activity
    on
        activity.tenant_id = days.tenant_id
        and activity.contact_month = date_trunc('month', days.contact_date)::date
group by all;
