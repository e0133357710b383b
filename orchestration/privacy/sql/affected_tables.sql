-- Tables that say who and what the last transform touched; no reader needs them after it.
select
    schema_name,
    table_name
from duckdb_tables()
where
    database_name = current_database()
    and schema_name = 'intermediate'
    and contains(table_name, '_affected_')
