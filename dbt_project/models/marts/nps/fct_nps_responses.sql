{{
    config(
        materialized='incremental',
        incremental_strategy='replace_dates',
        affected_by='int_nps_affected_dates',
        date_column='response_date',
        logs_dates='response_date',
        on_schema_change='fail',
    )
}}

-- depends_on: {{ ref('int_nps_affected_dates') }}

with responses as (
    select * from {{ ref('int_nps_events') }}
    where
        score is not null
        {% if is_incremental() -%}
            and {{ affected_dates_of_this_model('event_date') }}
        {%- endif %}
),

latest_answers as (
    select
        tenant_id,
        response_id,
        answer_text
    from {{ ref('int_nps_answers') }}
    where
        response_id is not null
        {% if is_incremental() -%}
            and {{ is_affected(
                'answered_date', ref('int_nps_affected_dates'), days_before=0, days_after=2
            ) }}
        {%- endif %}
    qualify row_number() over (
        partition by tenant_id, response_id
        order by answered_at desc, answer_id desc
    ) = 1
)

select
    responses.tenant_id,
    responses.event_id as response_id,
    responses.process_id,
    responses.module_id,
    responses.customer_id,
    {{ nps_source('responses.event_name') }} as source,
    responses.score,
    segments.segment,
    responses.occurred_at as responded_at,
    responses.event_date as response_date,
    latest_answers.answer_text
from responses
inner join {{ ref('nps_segments') }} as segments
    on responses.score = segments.score
left join latest_answers
    on
        responses.tenant_id = latest_answers.tenant_id
        and responses.event_id = latest_answers.response_id
