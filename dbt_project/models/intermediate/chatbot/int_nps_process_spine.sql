with first_days as (
    select
        tenant_id,
        process_id,
        min(response_date) as first_date
    from {{ ref('int_nps_counts_daily') }}
    group by tenant_id, process_id
),

bounds as (
    select
        first_days.tenant_id,
        first_days.process_id,
        first_days.first_date,
        last_days.last_date
    from first_days
    inner join {{ ref('int_chat_last_days') }} as last_days
        on first_days.tenant_id = last_days.tenant_id
)

select
    bounds.tenant_id,
    bounds.process_id,
    days.spine_date
from bounds
{{ each_date('bounds.first_date', 'bounds.last_date', 'days', 'spine_date') }}
