-- Messages of either direction in 24-hour threads; those that failed are in none.
create temp view threaded as
select party, '' as category, message_at as occurred_at
from messages
where excluded_as is null and not is_failed;

create table marts.fct_threads as
select
    tenant_id,
    md5(concat_ws(chr(31), tenant_id, business_number, contact_id, epoch_us(opened_at)))
        as thread_id,
    business_number,
    contact_id,
    opened_at,
    opened_at + interval 24 hour as closes_at,
    (make_timestamptz(epoch_us(opened_at)) at time zone reporting_timezone)::date as opened_date,
    messages
from greedy_windows('threaded', 86400000000)
join parties using (party);

create table marts.fct_threads_daily as
with counts as (
    select
        tenant_id,
        opened_date,
        count(*) as threads,
        count(distinct contact_id) as contacts
    from marts.fct_threads
    group by all
),

days as (
    select
        tenant_id,
        unnest(generate_series(min(opened_date), last_day, interval 1 day))::date as opened_date
    from counts
    join last_days using (tenant_id)
    group by tenant_id, last_day
)

select
    tenant_id,
    opened_date as thread_date,
    coalesce(threads, 0) as threads,
    coalesce(contacts, 0) as contacts
from days
left join counts using (tenant_id, opened_date);

create table marts.fct_threads_monthly as
with counts as (
    select
        tenant_id,
        date_trunc('month', opened_date)::date as thread_month,
        count(*) as threads,
        count(distinct contact_id) as contacts
    from marts.fct_threads
    group by all
),

months as (
    select distinct tenant_id, date_trunc('month', thread_date)::date as thread_month
    from marts.fct_threads_daily
)

select
    tenant_id,
    thread_month,
    coalesce(threads, 0) as threads,
    coalesce(contacts, 0) as contacts
from months
left join counts using (tenant_id, thread_month);
