-- How each relation of the empty warehouse is made.
select
    schema_name || '.' || table_name as relation,
    sql as definition
from duckdb_tables()
where database_name = 'empty' and not internal
union all
select
    schema_name || '.' || view_name as relation,
    sql as definition
from duckdb_views()
where database_name = 'empty' and not internal
