select
    table_name as mart,
    column_name,
    data_type
from duckdb_columns()
where schema_name = 'marts' and database_name = current_database()
order by table_name, column_index
