select
    schema_name || '.' || table_name as relation,
    'table' as kind
from duckdb_tables()
where database_name = current_database() and not internal
union all
select
    schema_name || '.' || view_name as relation,
    'view' as kind
from duckdb_views()
where database_name = current_database() and not internal
