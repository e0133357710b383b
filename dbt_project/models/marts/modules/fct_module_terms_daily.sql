{{ config(materialized='view') }}

select
    tenant_id,
    process_id,
    module_id,
    event_date,
    {{ events_of('terms_accepted') }} as terms_accepted,
    {{ events_of('terms_rejected') }} as terms_rejected
from {{ ref('int_module_measures_daily') }}
where module = 'terms'
group by tenant_id, process_id, module_id, event_date
