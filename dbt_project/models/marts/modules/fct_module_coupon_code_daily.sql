{{ config(materialized='view') }}

select
    tenant_id,
    process_id,
    module_id,
    event_date,
    {{ events_of('uploaded') }} as uploaded,
    {{ events_of('issued') }} as issued,
    {{ events_of('entered') }} as entered
from {{ ref('int_module_measures_daily') }}
where module = 'coupon_code'
group by tenant_id, process_id, module_id, event_date
