{{ config(materialized='view') }}

{{ whatsapp_spine(ref('int_threads'), 'opened_date', ['tenant_id']) }}
