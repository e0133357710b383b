{{ config(materialized='view') }}

-- From the first day of any record of a journey to the tenant's last day with any accepted record,
-- or to the journey's own last conversion if that is later.
with defined as (
    select
        tenant_id,
        journey_id
    from {{ ref('int_journey_versions') }}
    where is_newest
),

first_days as (
    select
        tenant_id,
        journey_id,
        min(event_date) as first_date
    from {{ ref('int_journey_days') }}
    where journey_id <> '' and records > 0
    group by tenant_id, journey_id
),

last_days as (
    select
        tenant_id,
        max(event_date) as last_date
    from {{ ref('int_journey_days') }}
    group by tenant_id
),

last_conversions as (
    select
        tenant_id,
        journey_id,
        max(converted_date) as last_date
    from {{ ref('int_journey_entries') }}
    where converted_date is not null
    group by tenant_id, journey_id
),

bounds as (
    select
        defined.tenant_id,
        defined.journey_id,
        first_days.first_date,
        greatest(
            last_days.last_date, coalesce(last_conversions.last_date, last_days.last_date)
        ) as last_date
    from defined
    inner join first_days
        on
            defined.tenant_id = first_days.tenant_id
            and defined.journey_id = first_days.journey_id
    inner join last_days on defined.tenant_id = last_days.tenant_id
    left join last_conversions
        on
            defined.tenant_id = last_conversions.tenant_id
            and defined.journey_id = last_conversions.journey_id
)

select
    bounds.tenant_id,
    bounds.journey_id,
    days.spine_date
from bounds
{{ each_date('bounds.first_date', 'bounds.last_date', 'days', 'spine_date') }}
