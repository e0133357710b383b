-- Per Parquet file: the rows with a value in {column}, those whose value is not listed, and the
-- most frequent unlisted values.
with occurrences as (
    select
        filename as path,
        {column} as name,
        count(*) as occurrences
    from read_parquet($patterns, filename = true, hive_partitioning = false)
    where {column} is not null
    group by all
),

judged as (
    select
        occurrences.*,
        listed.name is null as is_unlisted
    from occurrences
    left join (select unnest($listed) as name) as listed on occurrences.name = listed.name
)

select
    path,
    sum(occurrences)::bigint as named_rows,
    coalesce(sum(occurrences) filter (where is_unlisted), 0)::bigint as unlisted_rows,
    max_by(name, occurrences, $limit) filter (where is_unlisted) as unlisted_names
from judged
group by path
