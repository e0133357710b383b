select *
from published.marts."$mart"
where
    tenant_id = getvariable('tenant_id')
    and coalesce($is_own, false)
order by all
