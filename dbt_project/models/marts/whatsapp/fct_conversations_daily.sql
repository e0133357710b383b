{{
    config(
        materialized='incremental',
        incremental_strategy='replace_dates_in_spine',
        affected_by_changes_of=['int_conversations'],
        date_column='conversation_date',
        spine='int_conversation_spine',
        spine_keys=['tenant_id', 'category'],
        on_schema_change='fail',
    )
}}

-- depends_on: {{ ref('int_conversation_spine') }}

with periods as (
    select
        spine.tenant_id,
        spine.category,
        spine.spine_date as conversation_date
    from {{ ref('int_conversation_spine') }} as spine
    {% if is_incremental() -%}
        where {{ is_missing_or_affected('spine') }}
    {%- endif %}
),

opened as (
    select
        tenant_id,
        category,
        contact_id,
        opened_date as conversation_date
    from {{ ref('int_conversations') }}
    {% if is_incremental() -%}
        where {{ affected_dates_of_this_model('opened_date') }}
    {%- endif %}
),

counts as (
    select
        tenant_id,
        category,
        conversation_date,
        count(*) as conversations,
        count(distinct contact_id) as contacts
    from opened
    group by tenant_id, category, conversation_date
    union all
    select
        tenant_id,
        'all' as category,
        conversation_date,
        count(*) as conversations,
        count(distinct contact_id) as contacts
    from opened
    group by tenant_id, conversation_date
)

select
    periods.tenant_id,
    periods.category,
    periods.conversation_date,
    coalesce(counts.conversations, 0) as conversations,
    coalesce(counts.contacts, 0) as contacts
from periods
left join counts
    on
        periods.tenant_id = counts.tenant_id
        and periods.category = counts.category
        and periods.conversation_date = counts.conversation_date
