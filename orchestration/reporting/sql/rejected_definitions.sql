select
    landing_day,
    file_name,
    line,
    reason
from read_parquet(?, hive_partitioning = false)
where kind = 'record'
order by landing_day, file_name, line
