{{
    config(
        materialized='incremental',
        incremental_strategy='replace_dates',
        affected_by_changes_of=['int_contact_days'],
        date_column='contact_date',
    )
}}

select
    tenant_id,
    contact_date,
    count(*) filter (where inbound > 0) as active_contacts,
    count(*) filter (where outbound > 0) as messaged_contacts,
    count(*) filter (where opted_in) as opt_ins,
    count(*) filter (where opted_out) as opt_outs,
    count(*) filter (where in_flow) as contacts_in_flows
from {{ ref('int_contact_days') }}
{% if is_incremental() -%}
    where {{ affected_dates_of_this_model('contact_date') }}
{%- endif %}
group by tenant_id, contact_date
