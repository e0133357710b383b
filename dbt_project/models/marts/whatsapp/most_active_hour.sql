{{
    config(
        materialized='incremental',
        incremental_strategy='replace_dates',
        affected_by_changes_of=['int_whatsapp_messages'],
        date_column='message_month',
        grain='month',
        on_schema_change='fail',
    )
}}

-- depends_on: {{ ref('int_whatsapp_messages') }}

with hours as (
    select
        tenant_id,
        {{ first_of_month('message_date') }} as message_month,
        message_hour,
        sum(inbound + outbound) as messages
    from {{ ref('int_message_counts_hourly') }}
    {% if is_incremental() -%}
        where {{ affected_dates_of_this_model(first_of_month('message_date')) }}
    {%- endif %}
    group by tenant_id, {{ first_of_month('message_date') }}, message_hour
)

select
    tenant_id,
    message_month,
    message_hour as hour,
    cast(messages as bigint) as messages
from hours
where messages > 0
qualify row_number() over (
    partition by tenant_id, message_month
    order by messages desc, message_hour asc
) = 1
