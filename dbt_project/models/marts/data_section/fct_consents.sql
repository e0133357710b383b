{{
    config(
        materialized='incremental',
        incremental_strategy='replace_customers_entries',
        logs_dates='consented_date',
        register='consents',
        on_schema_change='fail',
    )
}}

-- depends_on: {{ ref('int_affected_customers') }}

select
    events.tenant_id,
    events.event_id,
    events.customer_id,
    customers.email,
    events.process_id,
    consent_events.consent,
    consent_events.kind,
    events.occurred_at as consented_at,
    events.event_date as consented_date
from {{ ref('int_register_events') }} as events
inner join {{ ref('consent_events') }} as consent_events
    on events.event_name = consent_events.event_name
-- Consents live as long as their customer, and are not there again when the customer comes back.
inner join {{ ref('int_customers') }} as customers
    on
        events.tenant_id = customers.tenant_id
        and events.customer_id = customers.customer_id
        and events.occurred_at >= customers.known_since
where
    {{ lives('customers.last_active_at', 'customers') }}
    and {{ is_no_deleted_entry('consents', 'events') }}
    {% if is_incremental() -%}
        and {{ is_affected_customer('events') }}
    {%- endif %}
-- depends_on: {{ ref('dim_customers') }}
