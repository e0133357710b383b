-- Modules by the median order of their first visit after a customer's start of the process.
create table marts.dim_modules as
with passes as (
    select
        tenant_id,
        customer_id,
        process_id,
        module_id,
        event_name,
        row_number() over customer_steps as step_number,
        count(*) filter (where event_name = 'start') over customer_steps as pass_number
    from events
    where event_name in ('start', 'sub_process_visited') and customer_id is not null
    window customer_steps as (
        partition by tenant_id, customer_id, process_id
        order by occurred_at, event_id
        rows unbounded preceding
    )
),

orders as (
    select
        tenant_id,
        process_id,
        module_id,
        row_number() over (
            partition by tenant_id, customer_id, process_id, pass_number
            order by min(step_number)
        ) as visit_order
    from passes
    where event_name = 'sub_process_visited' and pass_number > 0
    group by tenant_id, customer_id, process_id, module_id, pass_number
),

positions as (
    select
        tenant_id,
        process_id,
        module_id,
        row_number() over (
            partition by tenant_id, process_id order by median(visit_order), module_id
        )::integer as position
    from orders
    group by tenant_id, process_id, module_id
)

select
    heatmap.tenant_id,
    heatmap.process_id,
    heatmap.module_id,
    positions.position
from marts.module_heatmap as heatmap
left join positions using (tenant_id, process_id, module_id);
