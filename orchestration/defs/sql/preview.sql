-- Rows of a lake table by columns that say nothing about a person, the most frequent first.
select
    {columns},
    count(*) as number_of_rows
from read_parquet(?)
group by all
order by number_of_rows desc, 1, 2
limit 10
