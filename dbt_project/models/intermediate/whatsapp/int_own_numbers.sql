{{
    config(
        materialized='incremental',
        incremental_strategy='replace_lookup',
        log_columns=['kind', 'lookup_key'],
    )
}}

select distinct
    'own_number' as kind,
    tenant_id,
    own_number,
    tenant_id || chr(31) || own_number as lookup_key
from {{ ref('int_whatsapp_days') }}
where own_number is not null
