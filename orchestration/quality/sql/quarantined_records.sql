-- Whole records in the quarantine, per quarantine file and landing file.
select
    filename as path,
    file_name,
    count(*) as quarantined
from read_parquet($patterns, filename = true, hive_partitioning = false)
where kind = 'record'
group by filename, file_name
