-- The log is complete once the records are: depends_on: {{ ref('int_whatsapp_message_records') }}
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
)

select message_key from changed_keys
union
select statuses.message_key
from {{ ref('int_whatsapp_message_statuses') }} as statuses
inner join changed_keys on statuses.linked_key = changed_keys.message_key
