{{ config(materialized='view') }}

select
    tenant_id,
    process_id,
    module_id,
    event_date,
    {{ customers_of('participants') }} as participants,
    {{ events_of('participations') }} as participations,
    {{ events_of('participant_giveaway') }} as participant_giveaway
from {{ ref('int_module_measures_daily') }}
where module = 'giveaway'
group by tenant_id, process_id, module_id, event_date
