-- Enough sessions, of 6 events on average, for the events of a day; those beyond are cut off.
create macro sessions_per_day() as
    ceil(getvariable('per_day')::double / 6.0::double * 1.1::double)::bigint + 20;

-- One row per burst of events. The day before the first landing day is there too: its late
-- events and those past midnight arrive on the first landing day.
create table sessions as
with tenant_choice as (
    select list(tenant_number order by tenant_number, repetition) as numbers
    from tenants, range(weight) as repetitions (repetition)
),

candidates as (
    select
        day_number,
        draw('session', day_number * 100000000 + ordinal) as session_key,
        ordinal,
        2 + floor(14 * power(uniform('length', session_key), 2))::integer as length
    from
        range(-1, getvariable('days')) as days (day_number),
        range(sessions_per_day()) as ordinals (ordinal)
),

counted as (
    select
        *,
        (sum(length) over (partition by day_number order by ordinal) - length)::bigint
            as events_before
    from candidates
),

kept as (
    select * replace (least(length, getvariable('per_day') - events_before) as length)
    from counted
    where events_before < getvariable('per_day')
),

placed as (
    select
        kept.* exclude (events_before),
        pick(tenant_choice.numbers, 'tenant', session_key) as tenant_number,
        1 + (draw('process', session_key) % 4)::integer as process_number,
        uniform('jump', session_key) < 0.1 and length > 3 as has_jump,
        uniform('anonymous', session_key) < 0.03 as is_anonymous,
        8 + (draw('pace', session_key) % 142)::integer as seconds_between,
        -- Customers come and go: the window of active ones moves on by its own size in 60 days.
        floor(8 * sessions_per_day() * (
            (day_number + 1) / 60.0 + power(uniform('customer', session_key), 1.5)
        ))::bigint as customer_number
    from kept, tenant_choice
)

select
    placed.*,
    tenants.tenant_id,
    getvariable('first_day')::timestamp + to_days(day_number::integer) + to_milliseconds((
        (uniform('hour', session_key) + uniform('hour again', session_key)) / 2 * 86400000
        + tenants.hour_shift * 3600000
    )::bigint % 86400000) as started_at
from placed
join tenants using (tenant_number);
