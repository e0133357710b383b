-- The log is complete once the messages are:
-- depends_on: {{ ref('int_whatsapp_messages') }}
-- depends_on: {{ ref('int_whatsapp_contact_records') }}
-- depends_on: {{ ref('int_own_numbers') }}
-- Empty on a first build, where no model is incremental. A number that turns out to be the
-- business's own is no contact any more.
select
    tenant_id,
    contact_id
from {{ source('state', 'whatsapp_changes') }}
where contact_id is not null
union
select
    split_part(restated_key, chr(31), 1) as tenant_id,
    split_part(restated_key, chr(31), 2) as contact_id
from {{ source('state', 'restated_keys') }}
where kind = 'own_number'
