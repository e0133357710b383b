-- One row per tenant, process, module and local date with a visit.
create table marts.fct_module_visits_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date as visit_date,
    arg_max(module_name, (occurred_at, event_id)) as module_name,
    arg_max(module_type, (occurred_at, event_id)) as module_type,
    count(*) as visits,
    count(distinct customer_id) as customers
from events
where event_name = 'sub_process_visited'
group by tenant_id, process_id, module_id, event_date;

-- One row per tenant, process and module, over all time.
create table marts.module_heatmap as
with totals as (
    select
        tenant_id,
        process_id,
        module_id,
        arg_max(module_name, visit_date) as module_name,
        arg_max(module_type, visit_date) as module_type,
        sum(visits)::bigint as visits
    from marts.fct_module_visits_daily
    group by tenant_id, process_id, module_id
),

rated as (
    select
        *,
        visits / max(visits) over (partition by tenant_id, process_id) as relative_frequency
    from totals
)

select
    *,
    case
        when relative_frequency < 0.25 then 'blue'
        when relative_frequency < 0.5 then 'green'
        when relative_frequency < 0.75 then 'yellow'
        else 'red'
    end as heat
from rated;
