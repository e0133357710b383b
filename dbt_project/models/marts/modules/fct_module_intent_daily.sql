{{ config(materialized='view') }}

select
    tenant_id,
    process_id,
    module_id,
    event_date,
    {{ events_of('intent_evaluated') }} as intent_evaluated,
    {{ events_of('intent_matched') }} as intent_matched
from {{ ref('int_module_measures_daily') }}
where module = 'intent'
group by tenant_id, process_id, module_id, event_date
