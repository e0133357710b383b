{{
    config(
        materialized='incremental',
        incremental_strategy='replace_dates',
        affected_by_changes_of=['int_contact_days'],
        date_column='contact_month',
        grain='month',
    )
}}

with contact_months as (
    select
        tenant_id,
        contact_id,
        {{ first_of_month('contact_date') }} as contact_month,
        max(inbound) as inbound,
        max(outbound) as outbound,
        bool_or(opted_in) as opted_in,
        bool_or(opted_out) as opted_out
    from {{ ref('int_contact_days') }}
    {% if is_incremental() -%}
        where {{ affected_dates_of_this_model(first_of_month('contact_date')) }}
    {%- endif %}
    group by tenant_id, contact_id, contact_month
)

select
    tenant_id,
    contact_month,
    count(*) filter (where inbound > 0) as active_contacts,
    count(*) filter (where outbound > 0) as messaged_contacts,
    count(*) filter (where opted_in) as opt_ins,
    count(*) filter (where opted_out) as opt_outs
from contact_months
group by tenant_id, contact_month
