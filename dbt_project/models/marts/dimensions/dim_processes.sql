-- The name a process was last delivered with.
with processes as (
    select
        tenant_id,
        process_id,
        min(event_date) as first_date,
        max(event_date) as last_date
    from {{ ref('int_process_activity_daily') }}
    group by tenant_id, process_id
),

latest_names as (
    select
        tenant_id,
        process_id,
        process_name
    from {{ ref('int_process_activity_daily') }}
    where process_name is not null
    qualify row_number() over (
        partition by tenant_id, process_id
        order by event_date desc
    ) = 1
)

select
    processes.tenant_id,
    processes.process_id,
    latest_names.process_name,
    processes.first_date,
    processes.last_date
from processes
left join latest_names
    on
        processes.tenant_id = latest_names.tenant_id
        and processes.process_id = latest_names.process_id
