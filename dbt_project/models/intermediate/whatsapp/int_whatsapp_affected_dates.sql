-- A message's time is the time of one of its records, so the dates of all records of a changed
-- message, those that went included, hold every date on which it counted or will count.
select record_date
from {{ source('state', 'whatsapp_changes') }}
union
select deliveries.record_date
from {{ ref('int_whatsapp_deliveries') }} as deliveries
inner join {{ ref('int_whatsapp_affected_messages') }} as affected
    on
        deliveries.message_key = affected.message_key
        and deliveries.tenant_id = affected.tenant_id
        and deliveries.message_id = affected.message_id
