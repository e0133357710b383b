-- One row per event: the first delivery wins. Few events are delivered twice, so only those are
-- ranked. Local dates follow the tenant's time zone.
create temp table repeated as
select tenant_id, event_id
from delivered
group by tenant_id, event_id
having count(*) > 1;

create temp table events as
with first_deliveries as (
    select *
    from delivered
    semi join repeated using (tenant_id, event_id)
    qualify row_number() over (
        partition by tenant_id, event_id order by landing_day, file_name
    ) = 1
),

deduplicated as (
    select * from delivered anti join repeated using (tenant_id, event_id)
    union all
    select * from first_deliveries
)

select
    deduplicated.* exclude (landing_day, file_name),
    (occurred_at at time zone 'UTC' at time zone coalesce(reporting_timezone, 'UTC'))::date
        as event_date
from deduplicated
left join tenants using (tenant_id);

drop table delivered;

-- One row per tenant: its last local day, up to which daily series are dense.
create temp table last_days as
select tenant_id, max(event_date) as last_day
from events
group by tenant_id;
