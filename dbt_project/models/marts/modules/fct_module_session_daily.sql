{{ config(materialized='view') }}

select
    tenant_id,
    process_id,
    module_id,
    event_date,
    {{ events_of('session_interacted') }} as session_interacted,
    {{ events_of('session_started') }} as session_started
from {{ ref('int_module_measures_daily') }}
where module = 'session'
group by tenant_id, process_id, module_id, event_date
