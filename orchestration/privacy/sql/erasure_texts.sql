-- Texts of the tenants that may hold an identifier, each once; not those that are as a whole what
-- only `erasure_whole_ids` has to look at.
select distinct
    erasure_tenant as tenant_id,
    $column as text
from erasure_rows
where
    erasure_tenant in (select erased_tenants.tenant_id from erased_tenants)
    and (contains($column, '\') or regexp_matches($column, $prefilter))
    and not (regexp_full_match($column, $whole_ids) and not regexp_matches($column, $phones))
