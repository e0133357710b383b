-- A few thousand rows a year, so they are judged anew whenever one comes, goes or changes.
with judged as (
    select
        *,
        account_key as tenant_id,
        row_number() over (
            partition by account_key, source, record_id
            order by {{ newest_version_first() }}
        ) > 1 as is_duplicate
    from {{ ref('stg_whatsapp__reported_conversations') }}
)

select
    source,
    landing_day,
    tenant_id,
    conversation_date,
    conversations,
    is_duplicate
from judged
