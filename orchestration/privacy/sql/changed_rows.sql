-- How many rows become others.
select count(*) as changed_rows
from (
    from ($old)
    except all
    from ($new)
) as changed
