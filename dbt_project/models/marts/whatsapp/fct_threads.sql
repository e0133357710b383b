{{ config(materialized='view') }}

select
    tenant_id,
    thread_id,
    business_number,
    contact_id,
    opened_at,
    closes_at,
    opened_date,
    messages
from {{ ref('int_threads') }}
