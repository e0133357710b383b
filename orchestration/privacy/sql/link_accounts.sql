-- The business accounts whose webhooks are the tenant's: those that its latest record claims,
-- unless a later record of another tenant claims them too, and the tenant's own id, unless it is
-- claimed.
create or replace temp table tenant_accounts as
with latest as (
    select
        tenant_id,
        whatsapp_business_account_id,
        landing_day,
        file_name,
        line
    from lake_tenants_tenants
    qualify row_number() over (
        partition by tenant_id
        order by landing_day desc, file_name desc, line desc
    ) = 1
),

claims as (
    select
        tenant_id,
        whatsapp_business_account_id as account_id
    from latest
    where whatsapp_business_account_id is not null
    qualify row_number() over (
        partition by whatsapp_business_account_id
        order by landing_day desc, file_name desc, line desc, tenant_id desc
    ) = 1
)

select account_id
from claims
where tenant_id = getvariable('tenant_id')
union
select getvariable('tenant_id') as account_id
where getvariable('tenant_id') not in (select claims.account_id from claims);
