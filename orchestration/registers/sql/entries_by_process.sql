-- As entries.sql, where an entry is known by its process as well; of one process if it is given.
select
    case
        when $process::varchar is null then process_id || ':' || ${entry_id}
        else ${entry_id}
    end as name,
    process_id,
    ${entry_id} as entry_id
from marts.${mart}
where
    tenant_id = $tenant
    and ($process::varchar is null or process_id = $process::varchar)
order by name
