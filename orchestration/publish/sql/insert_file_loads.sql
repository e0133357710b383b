insert into audit.file_loads
select
    unnest(?::varchar[]) as source,
    unnest(?::date[]) as landing_day,
    unnest(?::varchar[]) as file_name,
    unnest(?::bigint[]) as received,
    unnest(?::bigint[]) as accepted,
    unnest(?::bigint[]) as quarantined,
    unnest(?::varchar[]) as status,
    unnest(?::timestamp[]) as loaded_at
