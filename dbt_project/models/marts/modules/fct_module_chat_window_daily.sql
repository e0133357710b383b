{{ config(materialized='view') }}

select
    tenant_id,
    process_id,
    module_id,
    event_date,
    {{ events_of('close') }} as close,
    {{ events_of('hide') }} as hide,
    {{ events_of('load') }} as load,
    {{ events_of('open') }} as open,
    {{ events_of('show') }} as show
from {{ ref('int_module_measures_daily') }}
where module = 'chat_window'
group by tenant_id, process_id, module_id, event_date
