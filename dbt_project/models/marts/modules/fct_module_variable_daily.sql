{{ config(materialized='view') }}

select
    tenant_id,
    process_id,
    module_id,
    event_date,
    {{ events_of('variable_set') }} as variable_set
from {{ ref('int_module_measures_daily') }}
where module = 'variable'
group by tenant_id, process_id, module_id, event_date
