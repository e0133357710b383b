{{
    config(
        materialized='incremental',
        incremental_strategy='replace_dates_in_spine',
        affected_by='int_nps_affected_dates',
        date_column='response_date',
        logs_dates='response_date',
        days_after=29,
        spine='int_nps_process_spine',
        spine_keys=['tenant_id', 'process_id'],
        on_schema_change='fail',
    )
}}

-- depends_on: {{ ref('int_nps_affected_dates') }}
-- depends_on: {{ ref('int_nps_process_spine') }}

with days as (
    select
        spine.tenant_id,
        spine.process_id,
        spine.spine_date as response_date
    from {{ ref('int_nps_process_spine') }} as spine
    {% if is_incremental() -%}
        where {{ is_missing_or_affected('spine') }}
    {%- endif %}
),

-- The responses of the trailing 30 dates are pooled; a mean of daily scores would weigh a day
-- with one response as much as a day with a thousand.
counts as (
    select
        days.tenant_id,
        days.process_id,
        days.response_date,
        cast(coalesce(sum(daily.responses), 0) as bigint) as responses,
        cast(coalesce(sum(daily.promoters), 0) as bigint) as promoters,
        cast(coalesce(sum(daily.passives), 0) as bigint) as passives,
        cast(coalesce(sum(daily.detractors), 0) as bigint) as detractors
    from days
    left join {{ ref('int_nps_counts_daily') }} as daily
        on
            days.tenant_id = daily.tenant_id
            and days.process_id = daily.process_id
            and days.response_date >= daily.response_date
            and daily.response_date > days.response_date - 30
    group by days.tenant_id, days.process_id, days.response_date
)

select
    counts.*,
    {{ nps_scores('counts') }}
from counts
