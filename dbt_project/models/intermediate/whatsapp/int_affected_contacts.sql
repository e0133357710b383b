-- The log is complete once the messages are:
-- depends_on: {{ ref('int_whatsapp_messages') }}
-- depends_on: {{ ref('int_whatsapp_contact_records') }}
-- depends_on: {{ ref('int_whatsapp_days') }}
-- Empty on a first build, where no model is incremental.
select distinct
    tenant_id,
    contact_id
from {{ source('state', 'whatsapp_changes') }}
where contact_id is not null
