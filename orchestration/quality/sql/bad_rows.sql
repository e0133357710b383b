-- The first rows of each Parquet file that violate a check, one column per check.
-- {measures}: min(row(coalesce(file_name, ''), line), $limit) filter (where <violation>) as <check>, ...
with days as (
    select
        unnest($paths) as path,
        unnest($folder_days) as folder_day,
        unnest($latest) as latest_accepted,
        $earliest::timestamp as earliest_accepted
)

select
    days.path,
    {measures}
from read_parquet($patterns, filename = true, hive_partitioning = false) as records
inner join days on records.filename = days.path
group by days.path
