select decided.* replace (coalesce(renamed.new_key, decided.event_key) as event_key)
from ($decided) as decided
left join (select distinct source, old_key, new_key from changed_records) as renamed
    on
        decided.event_key = renamed.old_key
        and decided.source = renamed.source
