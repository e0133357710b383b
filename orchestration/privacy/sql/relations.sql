-- Tables and views of an attached database.
select
    schema_name,
    table_name as relation,
    true as is_table,
    column_count,
    comment
from duckdb_tables()
where not internal and database_name = $1
union all
select
    schema_name,
    view_name as relation,
    false as is_table,
    column_count,
    comment
from duckdb_views()
where not internal and database_name = $1
order by schema_name, relation
