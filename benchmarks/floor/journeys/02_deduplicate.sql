-- One row per event: the first delivery wins. Few are delivered twice, so only those are ranked.
create temp macro first_deliveries(relation) as table
with repeated as (
    select tenant_id, event_id
    from query_table(relation)
    group by tenant_id, event_id
    having count(*) > 1
),

ranked as (
    select *
    from query_table(relation)
    semi join repeated using (tenant_id, event_id)
    qualify row_number() over (
        partition by tenant_id, event_id order by landing_day, file_name
    ) = 1
)

from query_table(relation) anti join repeated using (tenant_id, event_id)
union all
from ranked;

create temp macro local_date(moment, time_zone) as
    (make_timestamptz(epoch_us(moment)) at time zone coalesce(time_zone, 'UTC'))::date;

create temp table user_events as
select tenant_id, user_id, event_id, event_name, occurred_at, attributes
from first_deliveries('delivered_user_events');

create temp table events as
select
    delivered.* exclude (landing_day, file_name, step_id, platform),
    coalesce(step_id, '') as step_id,
    coalesce(platform, '') as platform,
    local_date(occurred_at, reporting_timezone) as event_date
from first_deliveries('delivered_journey_events') as delivered
left join tenants using (tenant_id);

-- One row per tenant: its last local day, up to which daily series are dense.
create temp table last_days as
select tenant_id, local_date(max(occurred_at), any_value(reporting_timezone)) as last_day
from (
    select tenant_id, occurred_at from delivered_journey_events
    union all
    select tenant_id, occurred_at from delivered_user_events
)
left join tenants using (tenant_id)
group by tenant_id;

-- Open windows are judged at the end of the last landing day.
set variable as_of = (
    select (max(landing_day[4:])::date + 1)::timestamp
    from (
        select landing_day from delivered_journey_events
        union all
        select landing_day from delivered_user_events
        union all
        select landing_day from delivered_definitions
    )
);

drop table delivered_journey_events;
drop table delivered_user_events;

-- One row per event of a journey.
create table marts.fct_journey_events as
select
    tenant_id,
    journey_id,
    event_id,
    user_id,
    entry_id,
    event_type,
    occurred_at,
    event_date,
    step_id,
    channel,
    platform,
    action_name,
    reason
from events;
