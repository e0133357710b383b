-- The identifiers among the values of columns that name the person of a row.
create or replace temp table erasure_matches as
with delivered as (
$values
)

select
    delivered.tenant_id,
    delivered.kind,
    delivered.value,
    erasure_pseudonyms.pseudonym,
    erasure_pseudonyms.erased_until
from delivered
inner join erasure_pseudonyms
    on
        identifier_hash(delivered.tenant_id, delivered.kind, delivered.value)
        = erasure_pseudonyms.identifier_hash
where delivered.tenant_id in (select erased_tenants.tenant_id from erased_tenants)
