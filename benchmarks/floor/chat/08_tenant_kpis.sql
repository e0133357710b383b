-- One row per tenant and date from its first day to its last. Customers of several processes
-- count once; everything else belongs to exactly one process and adds up.
create table marts.fct_tenant_kpis_daily as
with active as (
    select tenant_id, event_date as kpi_date, count(distinct customer_id) as active_customers
    from events
    group by tenant_id, event_date
),

summed as (
    select
        tenant_id,
        kpi_date,
        sum(columns(* exclude (tenant_id, process_id, kpi_date, active_customers)))
    from experience_kpis
    group by tenant_id, kpi_date
)

select
    summed.*,
    coalesce(active.active_customers, 0) as active_customers,
    sessions - sessions_with_conversation as bounces,
    handling_time_seconds / nullif(handled_live_chats, 0) as average_handling_time_seconds,
    sessions_with_conversation / nullif(sessions, 0) as interaction_rate,
    completed / nullif(chat_starts, 0) as completion_rate
from summed
left join active using (tenant_id, kpi_date);
