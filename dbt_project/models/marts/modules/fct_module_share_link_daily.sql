{{ config(materialized='view') }}

select
    tenant_id,
    process_id,
    module_id,
    event_date,
    {{ events_of('facebook') }} as facebook,
    {{ events_of('email') }} as email,
    {{ events_of('twitter') }} as twitter,
    {{ events_of('whatsapp') }} as whatsapp,
    {{ events_of('native') }} as native,
    {{ events_of('link') }} as link
from {{ ref('int_module_measures_daily') }}
where module = 'share_link'
group by tenant_id, process_id, module_id, event_date
