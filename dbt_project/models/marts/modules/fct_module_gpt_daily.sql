{{ config(materialized='view') }}

select
    tenant_id,
    process_id,
    module_id,
    event_date,
    {{ events_of('gpt_question_answered') }} as gpt_question_answered,
    {{ events_of('gpt_question_asked') }} as gpt_question_asked,
    {{ events_of('gpt_question_fallback') }} as gpt_question_fallback,
    {{ events_of('gpt_question_timeout') }} as gpt_question_timeout,
    {{ events_of('gpt_thumbs_down_given') }} as gpt_thumbs_down_given,
    {{ events_of('gpt_thumbs_up_given') }} as gpt_thumbs_up_given
from {{ ref('int_module_measures_daily') }}
where module = 'gpt'
group by tenant_id, process_id, module_id, event_date
