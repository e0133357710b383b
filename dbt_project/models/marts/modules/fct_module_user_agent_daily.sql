{{ config(materialized='view') }}

select
    tenant_id,
    process_id,
    module_id,
    event_date,
    {{ events_of('user_agent_desktop') }} as user_agent_desktop,
    {{ events_of('user_agent_mobile') }} as user_agent_mobile
from {{ ref('int_module_measures_daily') }}
where module = 'user_agent'
group by tenant_id, process_id, module_id, event_date
