-- Why records and elements were rejected, by source, and where to look: the first of the newest
-- landing day. Files that could not be read at all are told of elsewhere.
select
    source,
    reason,
    kind,
    count(*) as records,
    first(
        {'landing_day': landing_day, 'file_name': file_name, 'line': line}
        order by landing_day desc, file_name, line
    ) as place
from read_parquet(?, hive_partitioning = false)
where kind <> 'file'
group by source, reason, kind
order by records desc, source, reason, kind
limit 10
