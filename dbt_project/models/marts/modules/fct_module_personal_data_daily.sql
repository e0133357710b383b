{{ config(materialized='view') }}

select
    tenant_id,
    process_id,
    module_id,
    event_date,
    {{ customers_of('birthdate') }} as birthdate,
    {{ customers_of('gender') }} as gender,
    {{ customers_of('first_name') }} as first_name,
    {{ customers_of('last_name') }} as last_name,
    {{ customers_of('email') }} as email,
    {{ customers_of('phone_number') }} as phone_number,
    {{ customers_of('postal_address') }} as postal_address,
    {{ customers_of('password') }} as password,
    {{ events_of('gender_diverse') }} as gender_diverse,
    {{ events_of('gender_female') }} as gender_female,
    {{ events_of('gender_male') }} as gender_male,
    {{ events_of('postal_address_confirmed') }} as postal_address_confirmed
from {{ ref('int_module_measures_daily') }}
where module = 'personal_data'
group by tenant_id, process_id, module_id, event_date
