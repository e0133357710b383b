{{ config(materialized='view') }}

select
    tenant_id,
    process_id,
    module_id,
    event_date,
    {{ customers_of('participants') }} as participants,
    {{ events_of('participations') }} as participations,
    {{ events_of('won') }} as won,
    {{ events_of('lost') }} as lost,
    {{ events_of('win_participant_bpmn_process') }} as win_participant_bpmn_process,
    {{ events_of('win_participant_bpmn_sub_process') }} as win_participant_bpmn_sub_process
from {{ ref('int_module_measures_daily') }}
where module = 'instant_win'
group by tenant_id, process_id, module_id, event_date
