-- Rejected texts that may name the person.
select *
from read_parquet($files, union_by_name = true, hive_partitioning = false)
where raw is not null and may_name_person(raw)
order by landing_day, file_name, line
