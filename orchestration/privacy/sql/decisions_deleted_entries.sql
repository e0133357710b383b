select decided.* replace (coalesce(renamed.new_id, decided.entry_id) as entry_id)
from ($decided) as decided
left join (select distinct source, old_id, new_id from changed_records) as renamed
    on
        decided.entry_id = renamed.old_id
        and decided.tenant_id = getvariable('tenant_id')
        and renamed.source = 'chat_events'
