{{ config(materialized='view') }}

select
    tenant_id,
    conversation_id,
    business_number,
    contact_id,
    category,
    method,
    opened_at,
    closes_at,
    opened_date,
    messages
from {{ ref('int_conversations') }}
