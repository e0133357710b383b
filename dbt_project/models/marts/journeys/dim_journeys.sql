-- Every journey that was defined or that any record names.
with definitions as (
    select * from {{ ref('int_journey_definitions') }}
    where is_latest
),

newest as (
    select
        *,
        count(*) over (partition by tenant_id, journey_id) as versions
    from definitions
    qualify row_number() over (
        partition by tenant_id, journey_id
        order by valid_from desc nulls last
    ) = 1
),

activity as (
    select
        tenant_id,
        journey_id,
        min(event_date) as first_date,
        max(event_date) as last_date
    from {{ ref('int_journey_days') }}
    where journey_id <> '' and records > 0
    group by tenant_id, journey_id
)

select
    newest.journey_name,
    newest.valid_from,
    newest.conversion_event,
    newest.conversion_filters,
    activity.first_date,
    activity.last_date,
    coalesce(newest.tenant_id, activity.tenant_id) as tenant_id,
    coalesce(newest.journey_id, activity.journey_id) as journey_id,
    newest.journey_id is not null as is_defined,
    coalesce(newest.versions, 0) as versions,
    cast(newest.stop_counting_microseconds as double) / 1e6 as stop_counting_after_exit_seconds
from newest
full outer join activity
    on
        newest.tenant_id = activity.tenant_id
        and newest.journey_id = activity.journey_id
