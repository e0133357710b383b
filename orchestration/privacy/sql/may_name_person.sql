-- Whether a text holds what may be an identifier of the person.
create or replace macro may_name_person(row_text) as (
    $alternatives
)
