select table_name
from duckdb_tables()
where database_name = 'target' and schema_name = 'marts'
