create macro later(moment, seconds) as moment + to_milliseconds((1000 * seconds)::bigint);

-- What may happen; NULL if it does not.
create macro happening(happens, event_type, occurred_at, action_name, reason) as if(
    happens,
    {
        event_type: event_type,
        occurred_at: occurred_at,
        action_name: action_name,
        reason: reason
    },
    null
);
create macro happened(happenings) as list_filter(happenings, lambda one: one is not null);

-- One row per step that an entry reaches.
create table reached as
select
    entries.ordinal as enrolment_ordinal,
    entries.entry_key,
    entries.platform,
    steps.step_id,
    steps.channel,
    draw('reached ' || steps.ordinal, entries.entry_key) as reached_key,
    later(
        entries.entered_at,
        3600 * (steps.ordinal - 1) * entries.hours_between_steps
        + 1 + 30 * uniform('delay', reached_key)
    ) as reached_at,
    steps.channel <> 'in_app' as is_sent,
    is_sent and uniform('failed', reached_key) < 0.05 as is_failed
from entries
join steps on steps.journey_key = entries.journey_key and steps.ordinal <= entries.steps_reached;

-- One row per event of a journey, with the landing day it arrives on and the one it is delivered
-- again on. Some steps are entered twice.
create table journey_events as
with on_steps as (
    select
        *,
        unnest(happened([
            happening(true, 'step_entered', reached_at, null, null),
            happening(
                uniform('step again', reached_key) < 0.01,
                'step_entered', later(reached_at, 1800), null, null
            ),
            happening(is_sent, 'sent', later(reached_at, 2), null, null),
            happening(
                is_failed,
                'failed',
                later(reached_at, 9),
                null,
                pick(
                    ['no device', 'unsubscribed', 'address unknown', 'timed out'],
                    'reason', reached_key
                )
            ),
            happening(
                is_sent and not is_failed,
                'delivered',
                later(reached_at, 5 + 40 * uniform('delivered', reached_key)),
                null,
                null
            ),
            happening(
                not is_failed
                and channel in ('email', 'in_app')
                and uniform('is viewed', reached_key) < 0.6,
                'viewed',
                later(reached_at, 60 + 1200 * uniform('viewed', reached_key)),
                null,
                null
            ),
            happening(
                not is_failed and channel <> 'sms' and uniform('is clicked', reached_key) < 0.2,
                'clicked',
                later(reached_at, 1300 + 1200 * uniform('clicked', reached_key)),
                pick([null, 'Open', 'Buy now'], 'button', reached_key),
                null
            ),
            happening(
                uniform('is custom', reached_key) < 0.1,
                'custom',
                later(reached_at, 2600 + 900 * uniform('custom', reached_key)),
                pick(
                    ['Purchase Completed', 'Subscription Activated', 'Survey Answered', null],
                    'action', reached_key
                ),
                null
            )
        ])) as happening
    from reached
),

-- Some entries and exits are told twice, some exits before their entry.
on_journeys as (
    select
        *,
        unnest(happened([
            happening(true, 'entered', entered_at, null, null),
            happening(
                uniform('entered again', entry_key) < 0.003,
                'entered', later(entered_at, 300), null, null
            ),
            happening(
                exited_at is not null,
                'exited',
                exited_at,
                null,
                if(steps_reached = number_of_steps, 'completed', 'left')
            ),
            happening(
                exited_at is not null and uniform('exited again', entry_key) < 0.003,
                'exited', later(exited_at, 7200), null, 'removed'
            ),
            happening(
                uniform('exited before', entry_key) < 0.001,
                'exited', later(entered_at, -60), null, 'removed'
            )
        ])) as happening
    from entries
),

happenings as (
    select
        enrolment_ordinal,
        entry_key,
        unnest(happening),
        step_id,
        channel,
        platform
    from on_steps
    union all by name
    select
        ordinal as enrolment_ordinal,
        entry_key,
        unnest(happening)
    from on_journeys
),

kept as (
    select
        * replace (
            case
                when
                    event_type <> 'step_entered'
                    and (channel <> 'email' or event_type in ('viewed', 'clicked'))
                    then platform
            end as platform
        ),
        draw(concat_ws(' ', event_type, step_id, epoch_ms(occurred_at)), entry_key) as event_key
    from happenings
    where is_delivered(occurred_at)
    qualify
        row_number() over (order by enrolment_ordinal, entry_key, occurred_at, event_type)
        <= total()
)

select
    * exclude (enrolment_ordinal),
    landing_day_of(occurred_at, event_key) as landing_day,
    delivered_again_on(landing_day, event_key) as again_on
from kept;

drop table reached;
