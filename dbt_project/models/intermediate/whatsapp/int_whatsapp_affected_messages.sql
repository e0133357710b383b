-- The log is complete once the records are: depends_on: {{ ref('int_whatsapp_message_records') }}
-- depends_on: {{ ref('int_own_numbers') }}
-- Empty on a first build, where no model is incremental.
-- A number that turns out to be the business's own, or turns out not to be.
with own_numbers as (
    select restated_key
    from {{ source('state', 'restated_keys') }}
    where kind = 'own_number'
),

changed as (
    select message_key
    from {{ source('state', 'whatsapp_changes') }}
    where message_key is not null
    union
    select linked_key as message_key
    from {{ source('state', 'whatsapp_changes') }}
    where linked_key is not null
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
),

{{ all_that_hangs_together('changed', 'affected') }}

select message_key from affected
