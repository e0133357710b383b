-- Published marts of tenants with columns that say who a row is about.
select
    table_name as mart,
    list(column_name order by column_name) filter (
        where list_contains($1, column_name) and data_type = 'VARCHAR'
    ) as person_columns
from duckdb_columns()
where database_name = 'published' and schema_name = 'marts'
group by table_name
having
    count(*) filter (where column_name = 'tenant_id') > 0
    and len(person_columns) > 0
order by table_name
