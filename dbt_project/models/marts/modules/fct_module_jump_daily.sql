{{ config(materialized='view') }}

select
    tenant_id,
    process_id,
    module_id,
    event_date,
    {{ events_of('jump_auto') }} as jump_auto
from {{ ref('int_module_measures_daily') }}
where module = 'jump'
group by tenant_id, process_id, module_id, event_date
