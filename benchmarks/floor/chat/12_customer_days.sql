-- One row per tenant, process, module, event name, customer and local date.
create table marts.fct_customer_days as
select
    tenant_id,
    process_id,
    module_id,
    event_name,
    customer_id,
    event_date as activity_date,
    count(*) as events,
    coalesce(sum(abs(points)), 0) as points
from events
where customer_id is not null
group by all;
