-- One row per business number; `weight` is its share of the contacts, `hour_shift` moves its busy
-- hours. `prices` is what its statuses say of prices: per conversation, per message with an id for
-- each, or per message without any. The last account belongs to no tenant.
create table business_numbers (
    number_id integer,
    sibling_id integer,
    business_account_id varchar,
    tenant_id varchar,
    tenant_name varchar,
    reporting_timezone varchar,
    phone_number_id varchar,
    display_phone_number varchar,
    prices varchar,
    weight integer,
    hour_shift integer
);

insert into business_numbers values
    (
        1, 2, '300000000000001', 'brewery', 'Brewery', 'Europe/Berlin',
        '400000000000001', '+49 30 5550 100', 'conversation', 3, 2
    ),
    (
        2, 1, '300000000000001', 'brewery', 'Brewery', 'Europe/Berlin',
        '400000000000002', '+49 30 5550 200', 'message', 3, 2
    ),
    (
        3, 3, '300000000000002', 'outfitter', 'Outfitter', 'America/New_York',
        '400000000000003', '+1 212-555-0103', 'message with id', 3, 8
    ),
    (
        4, 4, '300000000000003', null, null, null,
        '400000000000004', '+91 22 5550 0104', 'message', 1, 21
    );

create view tenant_records as
select distinct
    tenant_id,
    tenant_name,
    reporting_timezone,
    business_account_id as whatsapp_business_account_id
from business_numbers
where tenant_id is not null
order by tenant_id;
