{{ config(materialized='view') }}

select
    tenant_id,
    process_id,
    module_id,
    event_date,
    {{ events_of('audio_message_requested') }} as audio_message_requested,
    {{ events_of('audio_message_uploaded') }} as audio_message_uploaded
from {{ ref('int_module_measures_daily') }}
where module = 'audio_message'
group by tenant_id, process_id, module_id, event_date
