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

{%- set measures = [
    'inbound', 'outbound', 'hsm', 'errors', 'excluded_meta', 'excluded_simulator',
] %}

with days as (
    select
        spine.tenant_id,
        spine.spine_date as message_date
    from {{ ref('int_message_spine') }} as spine
    {% if is_incremental() -%}
        where {{ is_missing_or_affected('spine') }}
    {%- endif %}
)

select
    days.tenant_id,
    days.message_date,
    {%- for measure in measures %}
        cast(coalesce(sum(counts.{{ measure }}), 0) as bigint) as {{ measure }}
        {%- if not loop.last %},{% endif %}
    {%- endfor %}
from days
left join {{ ref('int_message_counts_hourly') }} as counts
    on
        days.tenant_id = counts.tenant_id
        and days.message_date = counts.message_date
group by days.tenant_id, days.message_date
