-- The tables that hold what the warehouse knows of itself.
select table_name
from duckdb_tables()
where database_name = current_database() and schema_name = 'state'
order by table_name
