{{ config(materialized='view') }}

select
    tenant_id,
    process_id,
    module_id,
    event_date,
    {{ events_of('created') }} as created
from {{ ref('int_module_measures_daily') }}
where module = 'appointment'
group by tenant_id, process_id, module_id, event_date
