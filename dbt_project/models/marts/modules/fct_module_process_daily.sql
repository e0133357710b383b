{{ config(materialized='view') }}

select
    tenant_id,
    process_id,
    module_id,
    event_date,
    {{ events_of('end') }} as "end",
    {{ events_of('interaction') }} as interaction,
    {{ events_of('participant_bpmn_process') }} as participant_bpmn_process,
    {{ events_of('process_liked') }} as process_liked,
    {{ events_of('reset') }} as reset,
    {{ events_of('restart') }} as restart,
    {{ events_of('start') }} as start,
    {{ events_of('sub_process_visited') }} as sub_process_visited
from {{ ref('int_module_measures_daily') }}
where module = 'process'
group by tenant_id, process_id, module_id, event_date
