{{ config(materialized='view') }}

select
    tenant_id,
    contact_id,
    contact_date,
    inbound,
    outbound,
    opted_in,
    opted_out,
    in_flow
from {{ ref('int_contact_days') }}
