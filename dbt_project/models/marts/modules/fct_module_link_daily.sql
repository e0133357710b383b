{{ config(materialized='view') }}

select
    tenant_id,
    process_id,
    module_id,
    event_date,
    {{ events_of('link_clicked') }} as link_clicked,
    {{ events_of('markdown_link_clicked') }} as markdown_link_clicked
from {{ ref('int_module_measures_daily') }}
where module = 'link'
group by tenant_id, process_id, module_id, event_date
