{{ config(materialized='view') }}

{{ whatsapp_spine(ref('int_message_counts_hourly'), 'message_date', ['tenant_id']) }}
