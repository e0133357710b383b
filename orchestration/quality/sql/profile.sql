-- One row per Parquet file of a lake table: its rows, and one count of violations per check.
-- {measures}: count(*) filter (where <violation>) as <profile column>, ...
-- count_if() would be null, not zero, for a condition that is null in every row.
with days as (
    select
        unnest($paths) as path,
        unnest($folder_days) as folder_day,
        unnest($latest) as latest_accepted,
        $earliest::timestamp as earliest_accepted
)

select
    days.path,
    count(*) as row_count,
    {measures}
from read_parquet($patterns, filename = true, hive_partitioning = false) as records
inner join days on records.filename = days.path
group by days.path
