{{
    config(
        materialized='incremental',
        incremental_strategy='replace_dates',
        affected_by='int_nps_affected_dates',
        date_column='answered_date',
        logs_dates='answered_date',
    )
}}

-- depends_on: {{ ref('int_nps_affected_dates') }}

with answers as (
    select * from {{ ref('int_nps_events') }}
    where
        event_name = 'nps_survey_free_text_answered'
        {% if is_incremental() -%}
            and {{ affected_dates_of_this_model('event_date') }}
        {%- endif %}
),

scores as (
    select * from {{ ref('int_nps_events') }}
    where
        score is not null
        {% if is_incremental() -%}
            and {{ is_affected(
                'event_date', ref('int_nps_affected_dates'), days_before=2, days_after=0
            ) }}
        {%- endif %}
),

-- The latest score at or before the answer, at most 24 hours earlier.
matched as (
    select
        answers.tenant_id,
        answers.event_id as answer_id,
        scores.event_id as response_id,
        scores.score,
        row_number() over (
            partition by answers.tenant_id, answers.event_id
            order by scores.occurred_at desc, scores.event_id desc
        ) as match_rank
    from answers
    inner join scores
        on
            answers.tenant_id = scores.tenant_id
            and answers.customer_id = scores.customer_id
            and answers.process_id = scores.process_id
            and answers.module_id = scores.module_id
            and answers.occurred_at >= scores.occurred_at
            and answers.occurred_at <= scores.occurred_at + interval '24' hour
)

select
    answers.event_id as answer_id,
    answers.tenant_id,
    answers.process_id,
    answers.module_id,
    answers.customer_id,
    matched.response_id,
    matched.score,
    answers.answer_text,
    answers.occurred_at as answered_at,
    answers.event_date as answered_date
from answers
left join matched
    on
        answers.tenant_id = matched.tenant_id
        and answers.event_id = matched.answer_id
        and matched.match_rank = 1
