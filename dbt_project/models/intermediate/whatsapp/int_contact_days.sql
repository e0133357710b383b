{{
    config(
        materialized='incremental',
        incremental_strategy='replace_dates',
        affected_by_changes_of=['int_whatsapp_messages', 'int_contact_changes', 'int_flow_days'],
        date_column='contact_date',
        logs_dates='contact_date',
    )
}}

with messages as (
    select
        tenant_id,
        contact_id,
        message_date as contact_date,
        count(*) filter (where direction = 'inbound') as inbound,
        count(*) filter (where direction = 'outbound') as outbound
    from {{ ref('int_whatsapp_messages') }}
    where
        excluded_as is null
        and contact_id is not null
        {% if is_incremental() -%}
            and {{ affected_dates_of_this_model('message_date') }}
        {%- endif %}
    group by tenant_id, contact_id, message_date
),

activities as (
    select
        tenant_id,
        contact_id,
        contact_date,
        inbound,
        outbound,
        false as opted_in,
        false as opted_out,
        false as in_flow
    from messages
    union all
    select
        tenant_id,
        contact_id,
        change_date as contact_date,
        cast(0 as bigint) as inbound,
        cast(0 as bigint) as outbound,
        is_opted_in as opted_in,
        is_opted_out as opted_out,
        false as in_flow
    from {{ ref('int_contact_changes') }}
    where
        (is_opted_in or is_opted_out)
        {% if is_incremental() -%}
            and {{ affected_dates_of_this_model('change_date') }}
        {%- endif %}
    union all
    select
        tenant_id,
        contact_id,
        flow_date as contact_date,
        cast(0 as bigint) as inbound,
        cast(0 as bigint) as outbound,
        false as opted_in,
        false as opted_out,
        true as in_flow
    from {{ ref('int_flow_days') }}
    {% if is_incremental() -%}
        where {{ affected_dates_of_this_model('flow_date') }}
    {%- endif %}
)

select
    tenant_id,
    contact_id,
    contact_date,
    max(inbound) as inbound,
    max(outbound) as outbound,
    bool_or(opted_in) as opted_in,
    bool_or(opted_out) as opted_out,
    bool_or(in_flow) as in_flow
from activities
group by tenant_id, contact_id, contact_date
