-- Other people's rows of a lake table that may mention the person, with what their texts say.
select
    landing_day,
    file_name,
    line,
    $columns
from $view
where
    $is_of_tenant
    and not coalesce($is_own, false)
    and may_name_person(concat_ws(chr(31), $texts))
order by landing_day, file_name, line
