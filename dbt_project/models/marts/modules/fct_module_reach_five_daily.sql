{{ config(materialized='view') }}

select
    tenant_id,
    process_id,
    module_id,
    event_date,
    {{ events_of('reach_five_authenticate_consent_1') }}
        as reach_five_authenticate_consent_1,
    {{ events_of('reach_five_authenticate_consent_2') }}
        as reach_five_authenticate_consent_2,
    {{ events_of('reach_five_authenticate_consent_3') }}
        as reach_five_authenticate_consent_3,
    {{ events_of('reach_five_birthdate_entered') }} as reach_five_birthdate_entered,
    {{ events_of('reach_five_firstname_entered') }} as reach_five_firstname_entered,
    {{ events_of('reach_five_sign_in') }} as reach_five_sign_in,
    {{ events_of('reach_five_sign_up') }} as reach_five_sign_up,
    {{ events_of('reach_five_sign_up_personal_data_requested') }}
        as reach_five_sign_up_personal_data_requested,
    {{ events_of('reach_five_sign_up_requested') }} as reach_five_sign_up_requested
from {{ ref('int_module_measures_daily') }}
where module = 'reach_five'
group by tenant_id, process_id, module_id, event_date
