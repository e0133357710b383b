-- Files of a lake table with rows that may name the person.
select distinct filename
from (
    select
        filename,
        concat_ws(chr(31), $texts) as row_text
    from read_parquet($files, union_by_name = true, hive_partitioning = false, filename = true)
    where $is_of_tenant
)
where may_name_person(row_text)
