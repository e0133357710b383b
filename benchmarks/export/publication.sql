create schema marts;

-- Named by the query, and not looked at for records of steps.
create table marts.fct_journeys (tenant_id varchar, journey_id varchar);

-- Records in no order of time, of as many users as would make half of them, as users come and go.
create table marts.fct_journey_events as
select
    'tenant' as tenant_id,
    'journey-' || number % 20 as journey_id,
    md5('event' || number) as event_id,
    md5('user' || hash(number, 1) % (getvariable('rows') // 2)) as user_id,
    md5('entry' || hash(number, 2) % getvariable('rows')) as entry_id,
    'clicked' as event_type,
    timestamp '2025-03-11' + to_seconds(hash(number, 3) % 7776000) as occurred_at,
    occurred_at::date as event_date,
    'step-' || number % 7 as step_id,
    'push' as channel,
    ['android', 'ios', 'web'][1 + number % 3] as platform,
    case when number % 4 = 0 then 'Open the shop' end as action_name,
    case when number % 10 = 0 then 'The token of this device is no longer registered.' end
        as reason
from range(getvariable('rows')) as numbers (number);
