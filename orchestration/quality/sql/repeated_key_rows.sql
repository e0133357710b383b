-- The first keys of each Parquet file that occur more than once.
with repeated as (
    select
        filename as path,
        file_name,
        line
    from read_parquet($patterns, filename = true, hive_partitioning = false)
    where file_name is not null and line >= 0
    group by filename, {key}
    having count(*) > 1
)

select
    path,
    min(row(file_name, line), $limit) as bad_rows
from repeated
group by path
