{{
    config(
        materialized='incremental',
        incremental_strategy='replace_dates_in_spine',
        affected_by='int_kpi_affected_dates',
        date_column='kpi_date',
        logs_dates='kpi_date',
        spine='int_chat_tenant_spine',
        spine_keys=['tenant_id'],
        on_schema_change='fail',
    )
}}

-- depends_on: {{ ref('int_kpi_affected_dates') }}
-- depends_on: {{ ref('int_chat_tenant_spine') }}

with days as (
    select
        spine.tenant_id,
        spine.spine_date as kpi_date
    from {{ ref('int_chat_tenant_spine') }} as spine
    {% if is_incremental() -%}
        where {{ is_missing_or_affected('spine') }}
    {%- endif %}
),

additive_counts as (
    select
        tenant_id,
        kpi_date,
    {%- for measure in (kpi_event_names().keys() | list) + kpi_derived_counts() %}
        sum({{ measure }}) as {{ measure }}{{ ',' if not loop.last }}
    {%- endfor %}
    from {{ ref('int_kpi_counts_daily') }}
    {% if is_incremental() -%}
        where kpi_date in (select days.kpi_date from days)
    {%- endif %}
    group by tenant_id, kpi_date
),

-- A customer of two processes is one customer of the tenant, so these are counted apart.
counts as (
    select
        additive_counts.*,
        activity.active_customers
    from additive_counts
    inner join {{ ref('int_tenant_activity_daily') }} as activity
        on
            additive_counts.tenant_id = activity.tenant_id
            and additive_counts.kpi_date = activity.event_date
)

select
    days.tenant_id,
    days.kpi_date,
    {{ kpi_columns('counts') }}
from days
left join counts
    on
        days.tenant_id = counts.tenant_id
        and days.kpi_date = counts.kpi_date
