{{ config(materialized='view') }}

{{ whatsapp_spine(ref('int_contact_changes'), 'change_date', ['tenant_id']) }}
