{{ config(materialized='view') }}

select
    tenant_id,
    process_id,
    module_id,
    event_date,
    {{ events_of('platform_facebook') }} as platform_facebook,
    {{ events_of('platform_rest') }} as platform_rest,
    {{ events_of('platform_viber') }} as platform_viber,
    {{ events_of('platform_wechat') }} as platform_wechat,
    {{ events_of('platform_whatsapp') }} as platform_whatsapp
from {{ ref('int_module_measures_daily') }}
where module = 'platform'
group by tenant_id, process_id, module_id, event_date
