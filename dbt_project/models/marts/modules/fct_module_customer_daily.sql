{{ config(materialized='view') }}

select
    tenant_id,
    process_id,
    module_id,
    event_date,
    {{ events_of('customer_updated') }} as customer_updated
from {{ ref('int_module_measures_daily') }}
where module = 'customer'
group by tenant_id, process_id, module_id, event_date
