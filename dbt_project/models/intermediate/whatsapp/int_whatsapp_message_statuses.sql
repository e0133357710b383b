{{
    config(
        materialized='incremental',
        incremental_strategy='replace_deliveries',
        delivered_by=['whatsapp_cloud', 'gupshup'],
        log_into='whatsapp_changes',
        compared=[
            'source', 'tenant_id', 'message_id', 'message_key', 'linked_id', 'linked_key',
            'contact_id', 'reporting_timezone', 'first_at', 'first_known_at', 'sent_at',
            'delivered_at', 'status_rank', 'failed_at', 'error_code', 'error_title',
            'pricing_category', 'priced_at', 'billing_category', 'billed_at', 'conversation_id',
            'conversation_expires_at', 'conversation_category', 'categorised_at',
            'conversation_origin', 'originated_at', 'is_free_entry_point',
            'business_number',
        ],
        logged=['tenant_id', 'message_key', 'linked_key', 'contact_id'],
    )
}}

with tenant_keys as (
    select * from {{ ref('int_tenant_keys') }}
),

-- Files in order, so that the order of deliveries is a number: comparing texts for every status
-- would cost more than all else.
files as (
    select
        source,
        landing_day,
        file_name,
        row_number() over (partition by source, landing_day order by file_name) as file_number
    from (
        select distinct
            source,
            landing_day,
            file_name
        from {{ ref('stg_whatsapp__statuses') }}
        {% if is_incremental() -%}
            where {{ is_replaced_delivery_of_this_model() }}
        {%- endif %}
    ) as delivered_files
),

pricing_models as (
    select
        *,
        lead(valid_from) over (partition by pricing_model order by valid_from) as valid_until
    from {{ ref('whatsapp_pricing_models') }}
),

delivered as (
    select
        statuses.*,
        known_statuses.rank as status_rank,
        coalesce(known_statuses.is_delivered, false) as is_delivered,
        statuses.conversation_id is not null
        and known_statuses.rank is not null as tells_of_conversation,
        statuses.conversation_id is not null
        and known_statuses.rank is not null
        and (
            statuses.is_free_entry_point
            or coalesce(pricing_models.is_conversation_authoritative, false)
        ) as names_its_conversation,
        {{ delivery_order(
            'statuses.occurred_at', 'files.file_number', 'statuses.line', 'statuses.position'
        ) }} as delivery_order
    from {{ ref('stg_whatsapp__statuses') }} as statuses
    inner join files
        on
            statuses.source = files.source
            and statuses.landing_day = files.landing_day
            and statuses.file_name = files.file_name
    left join {{ ref('whatsapp_statuses') }} as known_statuses
        on statuses.status = known_statuses.status and known_statuses.is_known
    left join pricing_models
        on
            statuses.pricing_model = pricing_models.pricing_model
            and statuses.occurred_at >= pricing_models.valid_from
            and (
                pricing_models.valid_until is null
                or statuses.occurred_at < pricing_models.valid_until
            )
    {% if is_incremental() -%}
        where {{ is_replaced_delivery_of_this_model('statuses') }}
    {%- endif %}
),

-- All of it can be put together from parts, so a part per landing day is enough to keep. The tenant
-- follows from the account, and the fewer texts to group by the better.
parts as (
    select
        source,
        landing_day,
        account_key,
        message_id,
        message_key,
        contact_id,
        min(linked_id) as linked_id,
        min(linked_key) as linked_key,
        min(occurred_at) filter (where status <> 'billed') as first_at,
        min(occurred_at) filter (where status_rank is not null) as first_known_at,
        min(occurred_at) filter (where status = 'sent') as sent_at,
        min(occurred_at) filter (where is_delivered) as delivered_at,
        max(status_rank) as status_rank,
        max(occurred_at) filter (where status = 'failed') as failed_at,
        max_by(error_code, delivery_order) filter (where status = 'failed') as error_code,
        {{ keeping_null('max_by', 'error_title', 'delivery_order') }} filter (
            where status = 'failed'
        ) as error_title,
        min_by(pricing_category, delivery_order) filter (
            where pricing_category is not null and status_rank is not null
        ) as pricing_category,
        min(occurred_at) filter (where pricing_category is not null and status_rank is not null)
            as priced_at,
        min_by(pricing_category, delivery_order) filter (
            where pricing_category is not null and status = 'billed'
        ) as billing_category,
        min(occurred_at) filter (where pricing_category is not null and status = 'billed')
            as billed_at,
        min_by(conversation_id, delivery_order) filter (where names_its_conversation)
            as conversation_id,
        min(conversation_expires_at) filter (where tells_of_conversation)
            as conversation_expires_at,
        min_by(pricing_category, delivery_order) filter (
            where tells_of_conversation and pricing_category is not null
        ) as conversation_category,
        min(occurred_at) filter (where tells_of_conversation and pricing_category is not null)
            as categorised_at,
        min_by(conversation_origin, delivery_order) filter (
            where tells_of_conversation and conversation_origin is not null
        ) as conversation_origin,
        min(occurred_at) filter (where tells_of_conversation and conversation_origin is not null)
            as originated_at,
        bool_or(names_its_conversation and is_free_entry_point) as is_free_entry_point,
        min(business_number) as business_number
    from delivered
    group by
        source,
        landing_day,
        account_key,
        message_id,
        message_key,
        contact_id
)

select
    parts.*,
    coalesce(tenant_keys.tenant_id, parts.account_key) as tenant_id,
    coalesce(tenant_keys.reporting_timezone, 'UTC') as reporting_timezone
from parts
left join tenant_keys
    on
        parts.account_key = tenant_keys.lookup_key
        and {{ tenant_key_kind('parts.source') }} = tenant_keys.kind
