-- One row per version of a definition: the last delivery wins, and the first version is valid for
-- whatever came before it, too.
create temp table versions as
with last_deliveries as (
    select *
    from delivered_definitions
    qualify row_number() over (
        partition by tenant_id, journey_id, valid_from
        order by landing_day desc, file_name desc
    ) = 1
)

select
    * exclude (valid_from, landing_day, file_name, stop_counting_after_exit_seconds),
    if(
        row_number() over oldest_first = 1, timestamp '-infinity', valid_from
    ) as valid_from,
    row_number() over oldest_first = count(*) over (partition by tenant_id, journey_id)
        as is_newest,
    to_microseconds(round(stop_counting_after_exit_seconds * 1000000)::bigint) as counted_after_exit
from last_deliveries
window oldest_first as (
    partition by tenant_id, journey_id order by valid_from nulls first
);

-- One row per step that the newest version lists.
create temp table listed_steps as
with numbered as (
    select
        tenant_id,
        journey_id,
        unnest(steps) as step,
        generate_subscripts(steps, 1) as ordinal
    from versions
    where is_newest
)

select
    tenant_id,
    journey_id,
    step.step_id as step_id,
    step.step_name as step_name,
    step.channel as channel,
    coalesce(step.position, ordinal) as position
from numbered
qualify row_number() over (
    partition by tenant_id, journey_id, step.step_id order by ordinal
) = 1;
