{{ config(materialized='view') }}

with run_dates as (
    select
        tenant_id,
        started_date
    from {{ ref('int_flow_runs') }}
    where is_top_level and not is_duplicate
)

{{ whatsapp_spine('run_dates', 'started_date', ['tenant_id'], is_first=false) }}
