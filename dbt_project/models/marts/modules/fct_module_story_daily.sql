{{ config(materialized='view') }}

select
    tenant_id,
    process_id,
    module_id,
    event_date,
    {{ events_of('story_read') }} as story_read
from {{ ref('int_module_measures_daily') }}
where module = 'story'
group by tenant_id, process_id, module_id, event_date
