{{ config(materialized='view') }}

select
    runs.tenant_id,
    runs.contact_id,
    runs.started_date,
    runs.ended_date
from {{ ref('int_flow_runs') }} as runs
left join {{ ref('int_own_numbers') }} as own_numbers
    on
        runs.tenant_id = own_numbers.tenant_id
        and runs.contact_id = own_numbers.own_number
where
    runs.is_top_level
    and not runs.is_duplicate
    and runs.contact_id is not null
    and runs.contact_id not like '9876543210%'
    and own_numbers.own_number is null
