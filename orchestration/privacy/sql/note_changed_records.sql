insert into changed_records
select
    $source as source,
    old_rows.event_id as old_id,
    new_rows.event_id as new_id,
    old_rows.event_key as old_key,
    new_rows.event_key as new_key
from ($old) as old_rows
inner join ($new) as new_rows
    on
        old_rows.line = new_rows.line
        and old_rows.file_name = new_rows.file_name
where old_rows is distinct from new_rows
