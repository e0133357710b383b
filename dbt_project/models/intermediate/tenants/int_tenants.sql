-- The latest landing day describes a tenant, within it the last file, within that the last line.
select
    landing_day,
    file_name,
    line,
    tenant_id,
    tenant_name,
    whatsapp_business_account_id,
    delivered_timezone,
    is_known_timezone,
    reporting_timezone,
    row_number() over (
        partition by tenant_id
        order by landing_day desc, file_name desc, line desc
    ) = 1 as is_latest
from {{ ref('stg_tenants__tenants') }}
