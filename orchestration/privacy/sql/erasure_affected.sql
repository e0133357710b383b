-- Rows of erased people, with their pseudonyms at the time of the record, and rows whose texts hold
-- an identifier.
create or replace temp table erasure_affected as
select *
from (
    select
        erasure_rows.*,
        $pseudonyms,
        coalesce($found) is not null as erasure_is_own
    from erasure_rows
    $joins
)
where
    erasure_is_own
    $texts
