-- Whose records the business accounts and time zones are, as the marts see it: the latest record of
-- a tenant counts, and of several that claim an account the latest.
create or replace temp table erasure_tenants as
with latest as (
    select
        tenant_id,
        reporting_timezone,
        is_known_timezone,
        whatsapp_business_account_id,
        landing_day,
        file_name,
        line
    from ($tenants) as tenants
    qualify row_number() over (
        partition by tenant_id
        order by landing_day desc, file_name desc, line desc
    ) = 1
)

select
    'tenant' as kind,
    tenant_id as lookup_key,
    tenant_id,
    case when is_known_timezone then reporting_timezone else 'UTC' end as time_zone
from latest
union all
select
    'account' as kind,
    whatsapp_business_account_id as lookup_key,
    tenant_id,
    null as time_zone
from latest
where whatsapp_business_account_id is not null
qualify row_number() over (
    partition by whatsapp_business_account_id
    order by landing_day desc, file_name desc, line desc, tenant_id desc
) = 1;
