-- Every column of every table of an SQLite database.
select
    known_tables.name as table_name,
    known_columns.name as column_name
from sqlite_master as known_tables
cross join pragma_table_info(known_tables.name) as known_columns
where known_tables.type = 'table' and known_tables.name not like 'sqlite_%'
