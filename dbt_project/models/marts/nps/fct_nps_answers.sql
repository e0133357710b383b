{{ config(materialized='view') }}

select
    answers.answer_id,
    answers.tenant_id,
    answers.process_id,
    answers.module_id,
    answers.customer_id,
    answers.response_id,
    segments.segment,
    answers.score,
    answers.answer_text,
    answers.answered_at,
    answers.answered_date
from {{ ref('int_nps_answers') }} as answers
left join {{ ref('nps_segments') }} as segments
    on answers.score = segments.score
