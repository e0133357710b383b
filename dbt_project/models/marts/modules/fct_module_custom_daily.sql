{{ config(materialized='view') }}

with mapped as (
    select distinct event_name from {{ ref('modules') }}
)

-- A user's own events; those that a line of the seed modules adds to another mart count there.
select
    counts.tenant_id,
    counts.process_id,
    counts.module_id,
    counts.event_name,
    counts.event_date,
    counts.events,
    counts.customers
from {{ ref('int_event_counts_daily') }} as counts
inner join {{ ref('int_catalogued_events') }} as catalogued
    on counts.event_name = catalogued.event_name
left join mapped on counts.event_name = mapped.event_name
where catalogued.is_custom and mapped.event_name is null
