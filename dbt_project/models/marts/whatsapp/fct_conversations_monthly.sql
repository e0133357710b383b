{{
    config(
        materialized='incremental',
        incremental_strategy='replace_dates_in_spine',
        affected_by_changes_of=['int_conversations'],
        date_column='conversation_month',
        grain='month',
        spine='int_conversation_spine',
        spine_keys=['tenant_id', 'category'],
        on_schema_change='fail',
    )
}}

-- depends_on: {{ ref('int_conversation_spine') }}

with periods as (
    select distinct
        spine.tenant_id,
        spine.category,
        {{ first_of_month('spine.spine_date') }} as conversation_month
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
        {{ first_of_month('opened_date') }} as conversation_month
    from {{ ref('int_conversations') }}
    {% if is_incremental() -%}
        where {{ affected_dates_of_this_model(first_of_month('opened_date')) }}
    {%- endif %}
),

counts as (
    select
        tenant_id,
        category,
        conversation_month,
        count(*) as conversations,
        count(distinct contact_id) as contacts
    from opened
    group by tenant_id, category, conversation_month
    union all
    select
        tenant_id,
        'all' as category,
        conversation_month,
        count(*) as conversations,
        count(distinct contact_id) as contacts
    from opened
    group by tenant_id, conversation_month
)

select
    periods.tenant_id,
    periods.category,
    periods.conversation_month,
    coalesce(counts.conversations, 0) as conversations,
    coalesce(counts.contacts, 0) as contacts
from periods
left join counts
    on
        periods.tenant_id = counts.tenant_id
        and periods.category = counts.category
        and periods.conversation_month = counts.conversation_month
