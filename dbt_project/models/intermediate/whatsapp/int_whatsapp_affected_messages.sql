-- Empty on a first build, where no model is incremental.
select distinct
    tenant_id,
    message_id,
    message_key
from {{ source('state', 'whatsapp_changes') }}
where message_id is not null
