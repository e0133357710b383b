{{
    config(
        materialized='incremental',
        incremental_strategy='replace_dates',
        affected_by='int_chat_affected_dates',
        date_column='event_date',
        logs_dates='event_date',
        on_schema_change='fail',
    )
}}

-- depends_on: {{ ref('int_chat_affected_dates') }}

with answers as (
    select
        tenant_id,
        process_id,
        module_id,
        event_name,
        event_date,
        coalesce(item_id, '') as question_id,
        coalesce(item_text, '') as answer
    from {{ ref('int_chat_events') }}
    where
        event_name in ({{ quiz_answer_event_names() }})
        {% if is_incremental() -%}
            and {{ affected_dates_of_this_model('event_date') }}
        {%- endif %}
)

select
    tenant_id,
    process_id,
    module_id,
    question_id,
    answer,
    event_date,
    count(case when event_name = 'quiz_answer' then 1 end) as answers,
    count(case when event_name = 'quiz_answer_correct' then 1 end) as correct,
    count(case when event_name = 'quiz_answer_incorrect' then 1 end) as incorrect
from answers
group by tenant_id, process_id, module_id, question_id, answer, event_date
