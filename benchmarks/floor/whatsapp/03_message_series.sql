-- Messages by local hour and day; excluded ones are counted apart.
create temp table message_hours as
select
    tenant_id,
    message_date,
    hour(local_at)::integer as hour,
    count(*) filter (where excluded_as is null and is_inbound) as inbound,
    count(*) filter (where excluded_as is null and not is_inbound) as outbound,
    count(*) filter (where excluded_as is null and is_template) as hsm,
    count(*) filter (where excluded_as is null and is_failed) as errors,
    count(*) filter (where excluded_as = 'meta') as excluded_meta,
    count(*) filter (where excluded_as = 'simulator') as excluded_simulator
from messages
group by all;

create table marts.fct_messages_hourly as
with days as (
    select tenant_id, unnest(generate_series(first_day, last_day, interval 1 day))::date as day
    from (select tenant_id, min(message_date) as first_day from message_hours group by tenant_id)
    join last_days using (tenant_id)
)

select
    days.tenant_id,
    days.day as message_date,
    hours.hour::integer as hour,
    coalesce(message_hours.inbound, 0) as inbound,
    coalesce(message_hours.outbound, 0) as outbound
from days
cross join range(24) as hours (hour)
left join message_hours
    on
        message_hours.tenant_id = days.tenant_id
        and message_hours.message_date = days.day
        and message_hours.hour = hours.hour;

create table marts.fct_messages_daily as
select
    days.tenant_id,
    days.message_date,
    coalesce(sum(message_hours.inbound), 0)::bigint as inbound,
    coalesce(sum(message_hours.outbound), 0)::bigint as outbound,
    coalesce(sum(message_hours.hsm), 0)::bigint as hsm,
    coalesce(sum(message_hours.errors), 0)::bigint as errors,
    coalesce(sum(message_hours.excluded_meta), 0)::bigint as excluded_meta,
    coalesce(sum(message_hours.excluded_simulator), 0)::bigint as excluded_simulator
from (select distinct tenant_id, message_date from marts.fct_messages_hourly) as days
left join message_hours using (tenant_id, message_date)
group by all;

create table marts.most_active_hour as
select
    tenant_id,
    date_trunc('month', message_date)::date as message_month,
    hour,
    sum(inbound + outbound)::bigint as messages
from message_hours
group by tenant_id, message_month, hour
having messages > 0
qualify row_number() over (
    partition by tenant_id, message_month order by messages desc, hour
) = 1;

create table marts.fct_message_errors_daily as
select
    tenant_id,
    message_date,
    error_code,
    last(error_title order by message_at, message_id) as error_title,
    count(*) as errors
from messages
where is_failed and excluded_as is null
group by all;
