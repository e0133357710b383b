select decided.* replace (coalesce(renamed.new_id, decided.event_id) as event_id)
from ($decided) as decided
left join (select distinct source, old_id, new_id from changed_records) as renamed
    on
        decided.event_id = renamed.old_id
        and decided.tenant_id = getvariable('tenant_id')
        and renamed.source = 'chat_events'
