{{
    config(
        materialized='incremental',
        incremental_strategy='replace_dates',
        affected_by='int_nps_affected_dates',
        date_column='event_date',
    )
}}

-- depends_on: {{ ref('int_nps_affected_dates') }}

-- One row per NPS response or free-text answer.
select
    tenant_id,
    event_id,
    process_id,
    module_id,
    customer_id,
    event_name,
    occurred_at,
    event_date,
    item_text as answer_text,
    {{ nps_score('event_name') }} as score
from {{ ref('int_chat_events') }}
where
    (
        event_name like 'nps~_survey~_%' escape '~'
        or event_name like 'data~_collection~_nps~_survey~_score~_%' escape '~'
    )
    {% if is_incremental() -%}
        and {{ affected_dates_of_this_model('event_date') }}
    {%- endif %}
