create macro total() as getvariable('per_day') * getvariable('days');
create macro users_per_tenant() as greatest(total() * 75 // 10000, 20);

-- More than enough for the events of all days, of which an entry has 12 on average if the days are
-- many; those beyond are cut off.
create macro enrolments() as total() * (getvariable('days') + 3) // (10 * getvariable('days')) + 50;

-- One row per entry. Some users come to a journey up to three times, also while they are still in
-- it. Those that enter on the day before the first landing day are seen on their way only.
create table entries as
with journey_choice as (
    select list(journey_key order by tenant_number, journey_number, repetition) as keys
    from journeys, range(entry_weight) as repetitions (repetition)
),

enrolments as (
    select
        ordinal,
        draw('enrolment', ordinal) as enrolment_key,
        pick(journey_choice.keys, 'journey', enrolment_key) as journey_key,
        1 + floor(
            users_per_tenant() * power(uniform('user', enrolment_key), 1.1)
        )::bigint as user_number,
        1 + floor(3 * power(uniform('times', enrolment_key), 3))::integer as times
    from range(enrolments()) as ordinals (ordinal), journey_choice
),

repeated as (
    select enrolments.* exclude (times), unnest(range(times)) as repetition
    from enrolments
),

placed as (
    select
        repeated.*,
        journeys.* exclude (journey_key),
        draw('entry ' || repetition, enrolment_key) as entry_key,
        floor((getvariable('days') + 1) * uniform('day', entry_key)) - 1 as day_number,
        time_on(day_number, hour_shift, entry_key) as entered_at,
        pick(['android', 'android', 'ios', 'ios', 'web', null], 'platform', entry_key) as platform,
        1 + floor(
            number_of_steps * power(uniform('steps', entry_key), 0.6)
        )::integer as steps_reached
    from repeated
    join journeys using (journey_key)
)

select
    *,
    case
        when triggered_by is not null and uniform('triggered', entry_key) < 0.8
            then draw('trigger', entry_key)
    end as trigger_key,
    case
        when uniform('exits', entry_key) < 0.85
            then entered_at + to_milliseconds((
                3600000 * (
                    (steps_reached - 1) * hours_between_steps
                    + 1
                    + 71 * power(uniform('exit', entry_key), 2)
                )
            )::bigint)
    end as exited_at
from placed;
