{{ config(materialized='view') }}

select
    tenant_id,
    process_id,
    module_id,
    event_date,
    {{ events_of('entered') }} as entered,
    {{ events_of('correct') }} as correct,
    {{ events_of('incorrect') }} as incorrect,
    {{ events_of('registered') }} as registered
from {{ ref('int_module_measures_daily') }}
where module = 'code_entry'
group by tenant_id, process_id, module_id, event_date
