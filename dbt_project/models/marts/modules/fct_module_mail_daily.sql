{{ config(materialized='view') }}

select
    tenant_id,
    process_id,
    module_id,
    event_date,
    {{ events_of('mail_sent') }} as mail_sent,
    {{ events_of('mail_to_customer_sent') }} as mail_to_customer_sent
from {{ ref('int_module_measures_daily') }}
where module = 'mail'
group by tenant_id, process_id, module_id, event_date
