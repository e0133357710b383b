{{ config(materialized='view') }}

select
    tenant_id,
    process_id,
    module_id,
    event_date,
    {{ events_of('screen_time') }} as screen_time
from {{ ref('int_module_measures_daily') }}
where module = 'screen_time'
group by tenant_id, process_id, module_id, event_date
