-- The latest landing day describes a tenant, within it the last file, within that the last line.
select
    *,
    row_number() over (
        partition by tenant_id
        order by landing_day desc, file_name desc, line desc
    ) = 1 as is_latest
from {{ ref('stg_tenants__tenants') }}
