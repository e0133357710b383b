{{ config(materialized='view') }}

select
    tenant_id,
    process_id,
    module_id,
    event_date,
    {{ events_of('home_view_opened') }} as home_view_opened,
    {{ events_of('home_view_screen_time') }} as home_view_screen_time
from {{ ref('int_module_measures_daily') }}
where module = 'home_view'
group by tenant_id, process_id, module_id, event_date
