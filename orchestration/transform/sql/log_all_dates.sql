insert into state.changed_dates
select
    relation,
    null as changed_date
from (select unnest(?::varchar[]) as relation) as built
except
select
    relation,
    changed_date
from state.changed_dates;
