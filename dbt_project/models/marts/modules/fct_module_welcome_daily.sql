{{ config(materialized='view') }}

select
    tenant_id,
    process_id,
    module_id,
    event_date,
    {{ events_of('welcome_sent') }} as welcome_sent,
    {{ events_of('welcome_sent_recurrent') }} as welcome_sent_recurrent,
    {{ events_of('welcome_sent_recurrent_named') }} as welcome_sent_recurrent_named
from {{ ref('int_module_measures_daily') }}
where module = 'welcome'
group by tenant_id, process_id, module_id, event_date
