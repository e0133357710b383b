{{
    config(
        materialized='incremental',
        incremental_strategy='replace_dates',
        affected_by='int_nps_affected_dates',
        date_column='response_date',
    )
}}

-- depends_on: {{ ref('int_nps_affected_dates') }}

select
    scores.tenant_id,
    scores.process_id,
    scores.event_date as response_date,
    sum(scores.events) as responses,
    sum(case when segments.segment = 'promoter' then scores.events else 0 end) as promoters,
    sum(case when segments.segment = 'passive' then scores.events else 0 end) as passives,
    sum(case when segments.segment = 'detractor' then scores.events else 0 end) as detractors
from {{ ref('int_event_counts_daily') }} as scores
inner join {{ ref('nps_segments') }} as segments
    on {{ nps_score('scores.event_name') }} = segments.score
{% if is_incremental() -%}
    where {{ affected_dates_of_this_model('scores.event_date') }}
{%- endif %}
group by scores.tenant_id, scores.process_id, scores.event_date
