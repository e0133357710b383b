-- One row per tenant; `weight` is its share of entries and users' events, `hour_shift` moves its
-- busy hours.
create table tenants (
    tenant_number integer,
    tenant_id varchar,
    tenant_name varchar,
    reporting_timezone varchar,
    weight integer,
    hour_shift integer
);

insert into tenants values
    (1, 'shoe-shop', 'Shoe shop', 'Europe/Berlin', 6, 2),
    (2, 'bank', 'Bank', 'Europe/Berlin', 5, 3),
    (3, 'streaming', 'Streaming', 'America/New_York', 5, 8),
    (4, 'gym', 'Gym', 'America/Los_Angeles', 4, 11),
    (5, 'clinic', 'Clinic', 'Asia/Kolkata', 4, 21),
    (6, 'grocer', 'Grocer', 'Europe/London', 4, 3),
    (7, 'airline', 'Airline', 'Asia/Singapore', 3, 17),
    (8, 'florist', 'Florist', 'America/Sao_Paulo', 3, 6),
    (9, 'garage', 'Garage', 'Australia/Sydney', 3, 15),
    (10, 'museum', 'Museum', 'UTC', 3, 3);

create view tenant_records as
select tenant_id, tenant_name, reporting_timezone
from tenants
order by tenant_number;
