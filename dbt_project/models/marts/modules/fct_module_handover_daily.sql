{{ config(materialized='view') }}

select
    tenant_id,
    process_id,
    module_id,
    event_date,
    {{ events_of('handover_email_sent') }} as handover_email_sent
from {{ ref('int_module_measures_daily') }}
where module = 'handover'
group by tenant_id, process_id, module_id, event_date
