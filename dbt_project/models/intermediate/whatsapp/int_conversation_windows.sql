-- Each rule until the next one of its kind replaces it.
with rules as (
    select
        opened_by,
        valid_from,
        hours,
        lead(valid_from) over (partition by opened_by order by valid_from) as valid_until
    from {{ ref('whatsapp_conversation_windows') }}
)

select
    opened_by,
    cast(valid_from as timestamp) as valid_from,
    cast(coalesce(valid_until, date '9999-12-31') as timestamp) as valid_until,
    hours * interval '1' hour as duration
from rules
