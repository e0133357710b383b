-- Texts that are an identifier as a whole: found without looking for tokens in them.
insert into erasure_texts
select
    delivered.tenant_id,
    delivered.text
from (
    select distinct
        erasure_tenant as tenant_id,
        $column as text
    from erasure_rows
    where
        erasure_tenant in (select erased_tenants.tenant_id from erased_tenants)
        and regexp_full_match($column, $whole_ids)
) as delivered
semi join erasure_pseudonyms
    on
        identifier_hash(delivered.tenant_id, 'person', delivered.text)
        = erasure_pseudonyms.identifier_hash
