{{ config(materialized='view') }}

with opened as (
    select
        tenant_id,
        category,
        opened_date
    from {{ ref('int_conversations') }}
    union all
    select
        tenant_id,
        'all' as category,
        opened_date
    from {{ ref('int_conversations') }}
)

{{ whatsapp_spine('opened', 'opened_date', ['tenant_id', 'category'], is_first=false) }}
