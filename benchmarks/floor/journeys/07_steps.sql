-- One row per entry and step that it entered. It dropped off there if it entered none further on; a
-- step of unknown position is nowhere before or after another.
create table marts.fct_journey_entry_steps as
with entered as (
    select
        tenant_id,
        journey_id,
        entry_id,
        step_id,
        arg_min(
            {user_id: user_id, first_entered_at: occurred_at, first_entered_date: event_date},
            (occurred_at, event_id)
        ) as first_record,
        count(*) as times_entered
    from events
    where event_type = 'step_entered'
    group by tenant_id, journey_id, entry_id, step_id
)

select
    entered.tenant_id,
    entered.journey_id,
    entered.entry_id,
    entered.step_id,
    unnest(entered.first_record),
    entered.times_entered,
    coalesce(
        listed_steps.position >= max(listed_steps.position) over (
            partition by entered.tenant_id, entered.journey_id, entered.entry_id
        ),
        true
    ) as is_drop_off
from entered
left join listed_steps using (tenant_id, journey_id, step_id);

-- One row per step that the newest version lists or that any entry entered.
create table marts.fct_journey_steps as
with counts as (
    select
        tenant_id,
        journey_id,
        step_id,
        count(*) as entries,
        count(distinct user_id) as users
    from events
    where event_type = 'step_entered'
    group by tenant_id, journey_id, step_id
),

drop_offs as (
    select tenant_id, journey_id, step_id, count(*) as drop_off
    from marts.fct_journey_entry_steps
    where is_drop_off
    group by tenant_id, journey_id, step_id
)

select
    tenant_id,
    journey_id,
    step_id,
    listed_steps.step_name,
    listed_steps.channel,
    listed_steps.position,
    coalesce(counts.entries, 0) as entries,
    coalesce(counts.users, 0) as users,
    coalesce(drop_offs.drop_off, 0) as drop_off
from listed_steps
full join counts using (tenant_id, journey_id, step_id)
left join drop_offs using (tenant_id, journey_id, step_id);

-- One row per step, kind of event and platform.
create table marts.fct_journey_step_events as
select
    tenant_id,
    journey_id,
    step_id,
    event_type,
    platform,
    count(*) as events,
    count(distinct user_id) as users
from events
where event_type in ('sent', 'delivered', 'viewed', 'clicked', 'failed', 'custom')
group by tenant_id, journey_id, step_id, event_type, platform;

-- One row per step, action and platform.
create table marts.fct_journey_step_actions as
select
    tenant_id,
    journey_id,
    step_id,
    action_name,
    platform,
    count(*) as events,
    count(distinct user_id) as users
from events
where action_name is not null
group by tenant_id, journey_id, step_id, action_name, platform;
