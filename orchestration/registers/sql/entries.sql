-- Every entry of a register, by the name that it is known by.
select distinct
    ${entry_id} as name,
    '' as process_id,
    ${entry_id} as entry_id
from marts.${mart}
where tenant_id = $tenant
order by name
