{{ config(materialized='view') }}

with run_dates as (
    select
        tenant_id,
        flow_id,
        started_date as flow_date
    from {{ ref('int_flow_runs') }}
    where is_top_level and not is_duplicate
    union all
    select
        tenant_id,
        flow_id,
        ended_date as flow_date
    from {{ ref('int_flow_runs') }}
    where is_top_level and not is_duplicate and ended_date is not null
)

{{ whatsapp_spine('run_dates', 'flow_date', ['tenant_id', 'flow_id'], is_first=false) }}
