-- One row per version of a definition that one landing day brings; a correction brings it once more
-- with another window.
with delivered as (
    select *, corrected_on is not null as is_wrong
    from versions
    where landing_day = getvariable('landing_day')
    union all
    select *, false as is_wrong
    from versions
    where corrected_on = getvariable('landing_day')
),

listed as (
    select
        journey_key,
        list(
            {step_id: step_id, step_name: step_name, channel: channel, position: position}
            order by ordinal
        ) as steps
    from steps
    group by journey_key
)

select
    tenant_id,
    journey_id,
    journey_name,
    strftime(valid_from, '%Y-%m-%dT%H:%M:%SZ') as valid_from,
    if(
        version_number > 1 and uniform('event', version_key) < 0.5,
        later_conversion_event,
        conversion_event
    ) as conversion_event,
    if(version_number > 1, later_filters, filters) as conversion_filters,
    case
        when journey_name = 'Draft' then null
        when is_wrong then 600
        else pick(
            [0, 3600, 86400, 90000.5, 172800, 259200, 432000, 604800], 'window', version_key
        )
    end as stop_counting_after_exit_seconds,
    if(version_number = 3, listed.steps[:-2], listed.steps) as steps
from delivered
join listed using (journey_key)
order by tenant_number, journey_number, version_number
