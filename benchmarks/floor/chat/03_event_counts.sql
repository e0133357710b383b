-- One row per tenant, process, module, event name and local date.
create table marts.fct_event_counts_daily as
select
    events.tenant_id,
    events.process_id,
    events.module_id,
    events.event_name,
    events.event_date,
    count(*) as events,
    count(distinct events.customer_id) as customers,
    events.event_name in (
        select event_name from read_csv(getvariable('seeds') || '/event_catalogue.csv', header = true)
    ) as is_catalogued
from events
group by all;
