select
    'table' as kind,
    contracts.mart,
    null as column_name,
    contracts.mart_description as comment_text
from (
    select distinct
        mart,
        mart_description
    from warehouse.state.contracts
) as contracts
inner join duckdb_tables() as published
    on contracts.mart = published.table_name
where
    published.database_name = current_database()
    and published.schema_name = 'marts'
    and published.comment is distinct from contracts.mart_description
union all
select
    'column' as kind,
    contracts.mart,
    contracts.column_name,
    contracts.column_description as comment_text
from warehouse.state.contracts as contracts
inner join duckdb_columns() as published
    on
        contracts.mart = published.table_name
        and contracts.column_name = published.column_name
where
    published.database_name = current_database()
    and published.schema_name = 'marts'
    and published.comment is distinct from contracts.column_description
