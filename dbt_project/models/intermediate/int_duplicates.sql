-- Accepted records that lose to another one, on the landing day that delivered the loser.
with losers as (
    select
        source,
        landing_day
    from {{ ref('int_chat_event_deliveries') }}
    where is_duplicate
    union all
    select
        source,
        landing_day
    from {{ ref('int_whatsapp_deliveries') }}
    where is_duplicate
    union all
    select
        'tenants' as source,
        landing_day
    from {{ ref('int_tenants') }}
    where not is_latest
    union all
    select
        'loyjoy_dimensions' as source,
        landing_day
    from {{ ref('int_loyjoy_dimensions') }}
    where not is_latest
)

select
    source,
    landing_day,
    count(*) as duplicates
from losers
group by source, landing_day
