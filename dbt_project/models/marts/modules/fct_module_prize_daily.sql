{{ config(materialized='view') }}

select
    tenant_id,
    process_id,
    module_id,
    event_date,
    {{ events_of('main_prize_sent') }} as main_prize_sent,
    {{ events_of('prize_details_sent') }} as prize_details_sent,
    {{ events_of('prize_sent') }} as prize_sent
from {{ ref('int_module_measures_daily') }}
where module = 'prize'
group by tenant_id, process_id, module_id, event_date
