{{ config(materialized='view') }}

select
    tenant_id,
    process_id,
    module_id,
    event_date,
    {{ events_of('proceed_confirmed') }} as proceed_confirmed
from {{ ref('int_module_measures_daily') }}
where module = 'proceed'
group by tenant_id, process_id, module_id, event_date
