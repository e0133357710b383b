{{
    config(
        materialized='incremental',
        incremental_strategy='replace_dates_in_spine',
        affected_by='int_whatsapp_affected_dates',
        affected_column='record_date',
        date_column='message_date',
        logs_dates='message_date',
        spine='int_whatsapp_tenant_spine',
        spine_keys=['tenant_id'],
        on_schema_change='fail',
    )
}}

-- depends_on: {{ ref('int_whatsapp_affected_dates') }}
-- depends_on: {{ ref('int_whatsapp_tenant_spine') }}

with days as (
    select
        spine.tenant_id,
        spine.spine_date as message_date
    from {{ ref('int_whatsapp_tenant_spine') }} as spine
    {% if is_incremental() -%}
        where {{ is_missing_or_affected('spine') }}
    {%- endif %}
)

select
    days.tenant_id,
    days.message_date,
    coalesce(counts.inbound, 0) as inbound,
    coalesce(counts.outbound, 0) as outbound,
    coalesce(counts.hsm, 0) as hsm,
    coalesce(counts.errors, 0) as errors,
    coalesce(counts.excluded_meta, 0) as excluded_meta,
    coalesce(counts.excluded_simulator, 0) as excluded_simulator
from days
left join {{ ref('int_message_counts_daily') }} as counts
    on
        days.tenant_id = counts.tenant_id
        and days.message_date = counts.message_date
