-- Rows of a lake table that are the person's own.
select *
from $view
where
    $is_of_tenant
    and coalesce($is_own, false)
order by landing_day, file_name, line
