-- One row per tenant; `weight` is its share of the sessions, `hour_shift` moves its busy hours.
create table tenants (
    tenant_number integer,
    tenant_id varchar,
    tenant_name varchar,
    reporting_timezone varchar,
    weight integer,
    hour_shift integer
);

insert into tenants values
    (1, 'brewery', 'Brewery', 'Europe/Berlin', 6, 2),
    (2, 'cosmetics', 'Cosmetics', 'Europe/Berlin', 5, 3),
    (3, 'outfitter', 'Outfitter', 'America/New_York', 4, 8),
    (4, 'bookshop', 'Bookshop', 'America/New_York', 2, 7),
    (5, 'academy', 'Academy', 'Asia/Kolkata', 3, 21);

create view tenant_records as
select tenant_id, tenant_name, reporting_timezone
from tenants
order by tenant_number;
