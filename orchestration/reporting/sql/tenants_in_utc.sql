select
    tenant_id,
    case when is_described then 'unknown time zone' else 'not described' end as reason
from marts.dim_tenants
where not is_described or (delivered_timezone is not null and not is_known_timezone)
order by tenant_id
