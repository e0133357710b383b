{{ config(materialized='view') }}

{{ whatsapp_spine(ref('int_flow_contacts'), 'started_date', ['tenant_id']) }}
