-- What the affected rows become.
create or replace temp table $erased as
select $columns
from (
    select $replaced
    from erasure_affected as affected
    inner join erasure_rewritten as rewritten on affected.rowid = rewritten.row_number
    where rewritten.is_changed
)
