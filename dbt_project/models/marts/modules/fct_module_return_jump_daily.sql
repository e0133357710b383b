{{ config(materialized='view') }}

select
    tenant_id,
    process_id,
    module_id,
    event_date,
    {{ events_of('option_1') }} as option_1,
    {{ events_of('option_2') }} as option_2,
    {{ events_of('option_3') }} as option_3,
    {{ events_of('option_4') }} as option_4,
    {{ events_of('option_5') }} as option_5
from {{ ref('int_module_measures_daily') }}
where module = 'return_jump'
group by tenant_id, process_id, module_id, event_date
