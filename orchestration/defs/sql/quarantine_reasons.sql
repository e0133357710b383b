-- Why records of a landing day were rejected; the reasons hold no value of a record.
select
    kind,
    reason,
    count(*) as number_of_records,
    min(file_name) as first_file
from read_parquet(?)
group by all
order by number_of_records desc, 1, 2
limit 10
