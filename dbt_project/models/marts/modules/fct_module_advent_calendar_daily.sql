{{ config(materialized='view') }}

select
    tenant_id,
    process_id,
    module_id,
    event_date,
    {{ events_of('advent_calendar_door_asked') }} as advent_calendar_door_asked,
    {{ events_of('advent_calendar_door_opened') }} as advent_calendar_door_opened
from {{ ref('int_module_measures_daily') }}
where module = 'advent_calendar'
group by tenant_id, process_id, module_id, event_date
