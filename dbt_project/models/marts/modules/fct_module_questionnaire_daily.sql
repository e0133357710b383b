{{ config(materialized='view') }}

select
    tenant_id,
    process_id,
    module_id,
    event_date,
    {{ events_of('data_collection_answer') }} as data_collection_answer,
    {{ events_of('data_collection_answer_idontknow') }} as data_collection_answer_idontknow,
    {{ events_of('data_collection_question') }} as data_collection_question,
    {{ events_of('data_collection_question_answered') }}
        as data_collection_question_answered,
    {{ events_of('data_collection_variable_set') }} as data_collection_variable_set,
    {{ events_of('questionnaire_question') }} as questionnaire_question
from {{ ref('int_module_measures_daily') }}
where module = 'questionnaire'
group by tenant_id, process_id, module_id, event_date
