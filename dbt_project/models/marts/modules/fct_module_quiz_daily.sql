{{ config(materialized='view') }}

select
    tenant_id,
    process_id,
    module_id,
    event_date,
    {{ events_of('questions') }} as questions,
    {{ events_of('answers') }} as answers,
    {{ events_of('correct') }} as correct,
    {{ events_of('incorrect') }} as incorrect,
    {{ events_of('free_text') }} as free_text,
    {{ events_of('predefined') }} as predefined,
    {{ events_of('images_uploaded') }} as images_uploaded
from {{ ref('int_module_measures_daily') }}
where module = 'quiz'
group by tenant_id, process_id, module_id, event_date
