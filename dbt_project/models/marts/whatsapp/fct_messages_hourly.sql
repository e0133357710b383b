{{
    config(
        materialized='incremental',
        incremental_strategy='replace_dates_in_spine',
        affected_by_changes_of=['int_whatsapp_messages'],
        date_column='message_date',
        logs_dates='message_date',
        spine='int_message_spine',
        spine_keys=['tenant_id'],
        on_schema_change='fail',
    )
}}

-- depends_on: {{ ref('int_message_spine') }}
-- depends_on: {{ ref('int_whatsapp_messages') }}

with days as (
    select
        spine.tenant_id,
        spine.spine_date as message_date
    from {{ ref('int_message_spine') }} as spine
    {% if is_incremental() -%}
        where {{ is_missing_or_affected('spine') }}
    {%- endif %}
),

day_hours as (
    select
        days.tenant_id,
        days.message_date,
        hours.hour
    from days
    {{ each_hour('hours', 'hour') }}
)

select
    day_hours.tenant_id,
    day_hours.message_date,
    day_hours.hour,
    coalesce(counts.inbound, 0) as inbound,
    coalesce(counts.outbound, 0) as outbound
from day_hours
left join {{ ref('int_message_counts_hourly') }} as counts
    on
        day_hours.tenant_id = counts.tenant_id
        and day_hours.message_date = counts.message_date
        and day_hours.hour = counts.message_hour
