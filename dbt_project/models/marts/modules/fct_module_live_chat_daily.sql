{{ config(materialized='view') }}

select
    tenant_id,
    process_id,
    module_id,
    event_date,
    {{ events_of('live_chat_duration') }} as live_chat_duration,
    {{ events_of('live_chat_ended') }} as live_chat_ended,
    {{ events_of('live_chat_started') }} as live_chat_started
from {{ ref('int_module_measures_daily') }}
where module = 'live_chat'
group by tenant_id, process_id, module_id, event_date
