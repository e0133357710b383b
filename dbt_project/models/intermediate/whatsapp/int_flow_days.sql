{{
    config(
        materialized='incremental',
        incremental_strategy='replace_dates_in_spine',
        affected_by='int_flow_affected_dates',
        affected_column='flow_date',
        date_column='flow_date',
        logs_dates='flow_date',
        spine='int_flow_tenant_spine',
        spine_keys=['tenant_id'],
    )
}}

-- depends_on: {{ ref('int_flow_affected_dates') }}
-- depends_on: {{ ref('int_flow_tenant_spine') }}

with days as (
    select
        spine.tenant_id,
        spine.spine_date as flow_date
    from {{ ref('int_flow_tenant_spine') }} as spine
    {% if is_incremental() -%}
        where {{ is_missing_or_affected('spine') }}
    {%- endif %}
)

select distinct
    days.tenant_id,
    runs.contact_id,
    days.flow_date
from days
inner join {{ ref('int_flow_contacts') }} as runs
    on
        days.tenant_id = runs.tenant_id
        and days.flow_date >= runs.started_date
        and (runs.ended_date is null or days.flow_date < runs.ended_date)
