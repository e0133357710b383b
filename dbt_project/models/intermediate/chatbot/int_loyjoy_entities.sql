{{
    config(
        materialized='incremental',
        incremental_strategy='replace_lookup',
        log_columns=['kind', 'lookup_key', 'process_id', 'process_name'],
    )
}}

select
    'loyjoy_entity' as kind,
    entity_key as lookup_key,
    tenant_id,
    tenant_name,
    process_name,
    coalesce(process_id, '') as process_id
from {{ ref('int_loyjoy_dimensions') }}
where is_latest
