-- A lake table with the rows in it that were rewritten.
select $columns
from ($relation) as lake_rows
anti join $erased as erased using ($row_key)
union all
select $columns
from $erased
