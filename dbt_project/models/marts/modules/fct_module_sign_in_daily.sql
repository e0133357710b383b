{{ config(materialized='view') }}

select
    tenant_id,
    process_id,
    module_id,
    event_date,
    {{ events_of('sign_ins') }} as sign_ins,
    {{ customers_of('signed_in_customers') }} as signed_in_customers,
    {{ events_of('pin_mails_sent') }} as pin_mails_sent,
    {{ events_of('pin_succeeded') }} as pin_succeeded,
    {{ events_of('pin_failed') }} as pin_failed,
    {{ events_of('new_customers') }} as new_customers,
    {{ events_of('sign_up_requests') }} as sign_up_requests,
    {{ events_of('sign_outs') }} as sign_outs,
    {{ events_of('email_addresses_blocked') }} as email_addresses_blocked,
    {{ events_of('ip_addresses_blocked') }} as ip_addresses_blocked
from {{ ref('int_module_measures_daily') }}
where module = 'sign_in'
group by tenant_id, process_id, module_id, event_date
