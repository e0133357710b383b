-- The log is complete once the deliveries are: depends_on: {{ ref('int_whatsapp_deliveries') }}
-- Empty on a first build, where no model is incremental.
select distinct
    tenant_id,
    message_id,
    message_key
from {{ source('state', 'whatsapp_changes') }}
where message_id is not null
