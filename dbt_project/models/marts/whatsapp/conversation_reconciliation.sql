-- Beside each source that counts conversations itself, in the calendar it counts in.
with reported as (
    select
        tenant_id,
        source,
        conversation_date,
        sum(conversations) as conversations
    from {{ ref('int_reported_conversations') }}
    where not is_duplicate
    group by tenant_id, source, conversation_date
),

reporting_tenants as (
    select distinct
        tenant_id,
        source
    from reported
),

compared as (
    select
        tenant_id,
        source,
        conversation_date,
        cast(0 as bigint) as ours,
        conversations as theirs
    from reported
    where conversations is not null
    union all
    select
        conversations.tenant_id,
        reporting_tenants.source,
        case reporting_tenants.source
            when 'glific_stats' then cast(conversations.opened_at as date)
            else conversations.opened_date
        end as conversation_date,
        cast(1 as bigint) as ours,
        cast(0 as bigint) as theirs
    from {{ ref('int_conversations') }} as conversations
    inner join reporting_tenants on conversations.tenant_id = reporting_tenants.tenant_id
)

select
    tenant_id,
    conversation_date,
    source,
    cast(sum(ours) as bigint) as ours,
    cast(sum(theirs) as bigint) as theirs,
    cast(sum(ours) - sum(theirs) as bigint) as difference
from compared
group by tenant_id, conversation_date, source
having sum(ours) + sum(theirs) > 0
