{{
    config(
        materialized='incremental',
        incremental_strategy='replace_dates_in_spine',
        affected_by='int_kpi_affected_dates',
        date_column='kpi_date',
        logs_dates='kpi_date',
        spine='int_process_spine',
        spine_keys=['tenant_id', 'process_id'],
        on_schema_change='fail',
    )
}}

-- depends_on: {{ ref('int_kpi_affected_dates') }}
-- depends_on: {{ ref('int_process_spine') }}

with days as (
    select
        spine.tenant_id,
        spine.process_id,
        spine.spine_date as kpi_date
    from {{ ref('int_process_spine') }} as spine
    {% if is_incremental() -%}
        where {{ is_missing_or_affected('spine') }}
    {%- endif %}
)

select
    days.tenant_id,
    days.process_id,
    days.kpi_date,
    {{ kpi_columns('counts') }}
from days
left join {{ ref('int_kpi_counts_daily') }} as counts
    on
        days.tenant_id = counts.tenant_id
        and days.process_id = counts.process_id
        and days.kpi_date = counts.kpi_date
