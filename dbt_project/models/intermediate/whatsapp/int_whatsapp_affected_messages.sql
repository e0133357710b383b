-- The log is complete once the records are: depends_on: {{ ref('int_whatsapp_message_records') }}
-- depends_on: {{ ref('int_own_numbers') }}
-- Empty on a first build, where no model is incremental. A message known by two ids is affected
-- whichever of them a changed record names.
with changed_keys as (
    select message_key
    from {{ source('state', 'whatsapp_changes') }}
    where message_key is not null
    union
    select linked_key as message_key
    from {{ source('state', 'whatsapp_changes') }}
    where linked_key is not null
),

-- A number that turns out to be the business's own, or turns out not to be.
own_numbers as (
    select restated_key
    from {{ source('state', 'restated_keys') }}
    where kind = 'own_number'
)

select message_key from changed_keys
union
select statuses.message_key
from {{ ref('int_whatsapp_message_statuses') }} as statuses
inner join changed_keys on statuses.linked_key = changed_keys.message_key
union
select records.message_key
from {{ ref('int_whatsapp_message_records') }} as records
inner join own_numbers
    on records.tenant_id || chr(31) || records.contact_id = own_numbers.restated_key
union
select statuses.message_key
from {{ ref('int_whatsapp_message_statuses') }} as statuses
inner join own_numbers
    on statuses.tenant_id || chr(31) || statuses.contact_id = own_numbers.restated_key
