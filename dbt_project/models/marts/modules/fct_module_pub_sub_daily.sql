{{ config(materialized='view') }}

select
    tenant_id,
    process_id,
    module_id,
    event_date,
    {{ events_of('pub_sub_failed') }} as pub_sub_failed,
    {{ events_of('pub_sub_published') }} as pub_sub_published
from {{ ref('int_module_measures_daily') }}
where module = 'pub_sub'
group by tenant_id, process_id, module_id, event_date
