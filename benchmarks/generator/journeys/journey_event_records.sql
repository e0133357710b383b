-- One row per event of one landing day as its producer writes it, in the order of its times. What
-- arrives on its own day goes to one file, what is late or delivered again to another.
with delivered as (
    select *
    from journey_events
    where
        landing_day = getvariable('landing_day')
        and getvariable('file') = if(landing_day = occurred_at::date, 'events', 'late')
    union all
    select *
    from journey_events
    where again_on = getvariable('landing_day') and getvariable('file') = 'late'
)

select
    md5(delivered.event_key::varchar)::uuid as event_id,
    entries.tenant_id,
    entries.journey_id,
    printf('%s-u%d', entries.tenant_id, entries.user_number) as user_id,
    printf('e-%x', delivered.entry_key) as entry_id,
    delivered.event_type,
    strftime(delivered.occurred_at, '%Y-%m-%dT%H:%M:%S.%gZ') as occurred_at,
    delivered.step_id,
    delivered.channel,
    delivered.platform,
    delivered.action_name,
    case
        when delivered.event_type = 'entered' then md5(entries.trigger_key::varchar)::uuid
    end as trigger_event_id,
    delivered.reason
from delivered
join entries using (entry_key)
order by delivered.occurred_at, event_id
