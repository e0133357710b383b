{{
    config(
        materialized='incremental',
        incremental_strategy='replace_messages',
        logs_dates='message_date',
    )
}}

-- depends_on: {{ ref('int_whatsapp_affected_messages') }}

{%- set latest_failure = ['failed_at', 'landing_day'] %}

with records as (
    select * from {{ ref('int_whatsapp_message_records') }}
    where
        not is_duplicate
        {% if is_incremental() -%}
            and {{ is_affected_message() }}
        {%- endif %}
),

delivered_parts as (
    select * from {{ ref('int_whatsapp_message_statuses') }}
    {% if is_incremental() -%}
        where {{ is_affected_message() }}
    {%- endif %}
),

-- Late events of a provider know only the second of a message's two ids.
known_ids as (
    select
        tenant_id,
        linked_id,
        min(message_id) as message_id,
        min_by(message_key, message_id) as message_key
    from delivered_parts
    where linked_id <> message_id
    group by tenant_id, linked_id
),

parts as (
    select
        delivered_parts.source,
        delivered_parts.landing_day,
        delivered_parts.tenant_id,
        delivered_parts.contact_id,
        delivered_parts.reporting_timezone,
        delivered_parts.first_at,
        delivered_parts.first_known_at,
        delivered_parts.sent_at,
        delivered_parts.delivered_at,
        delivered_parts.status_rank,
        delivered_parts.failed_at,
        delivered_parts.error_code,
        delivered_parts.error_title,
        delivered_parts.pricing_category,
        delivered_parts.priced_at,
        delivered_parts.billing_category,
        delivered_parts.billed_at,
        delivered_parts.conversation_id,
        delivered_parts.conversation_expires_at,
        delivered_parts.conversation_category,
        delivered_parts.categorised_at,
        delivered_parts.conversation_origin,
        delivered_parts.originated_at,
        delivered_parts.is_free_entry_point,
        delivered_parts.business_number,
        coalesce(known_ids.message_id, delivered_parts.message_id) as message_id,
        coalesce(known_ids.message_key, delivered_parts.message_key) as message_key
    from delivered_parts
    left join known_ids
        on
            delivered_parts.linked_id is null
            and delivered_parts.source = 'gupshup'
            and delivered_parts.tenant_id = known_ids.tenant_id
            and delivered_parts.message_id = known_ids.linked_id
),

repeated_keys as (
    select message_key
    from parts
    group by message_key
    having count(*) > 1
),

-- Most messages are done within a landing day. Of those with several parts, the contact is that of
-- the earliest sent status, else of the earliest one.
outcomes as (
    select
        source,
        tenant_id,
        message_id,
        message_key,
        reporting_timezone,
        first_known_at,
        sent_at,
        delivered_at,
        status_rank,
        failed_at,
        error_code,
        error_title,
        pricing_category,
        billing_category,
        conversation_id as provider_conversation_id,
        conversation_expires_at,
        conversation_category,
        categorised_at,
        conversation_origin,
        originated_at,
        is_free_entry_point,
        contact_id,
        business_number
    from parts
    where message_key not in (select repeated_keys.message_key from repeated_keys)
    union all
    select
        source,
        tenant_id,
        message_id,
        message_key,
        min(reporting_timezone) as reporting_timezone,
        min(first_known_at) as first_known_at,
        min(sent_at) as sent_at,
        min(delivered_at) as delivered_at,
        max(status_rank) as status_rank,
        max(failed_at) as failed_at,
        max_by(error_code, {{ ordered_by(latest_failure) }}) filter (
            where failed_at is not null
        ) as error_code,
        {{ keeping_null('max_by', 'error_title', ordered_by(latest_failure)) }} filter (
            where failed_at is not null
        ) as error_title,
        min_by(pricing_category, {{ ordered_by(['priced_at', 'landing_day']) }}) filter (
            where priced_at is not null
        ) as pricing_category,
        min_by(billing_category, {{ ordered_by(['billed_at', 'landing_day']) }}) filter (
            where billed_at is not null
        ) as billing_category,
        min_by(conversation_id, {{ ordered_by(['first_at', 'landing_day']) }}) filter (
            where conversation_id is not null
        ) as provider_conversation_id,
        min(conversation_expires_at) as conversation_expires_at,
        min_by(conversation_category, {{ ordered_by(['categorised_at', 'landing_day']) }}) filter (
            where categorised_at is not null
        ) as conversation_category,
        min(categorised_at) as categorised_at,
        min_by(conversation_origin, {{ ordered_by(['originated_at', 'landing_day']) }}) filter (
            where originated_at is not null
        ) as conversation_origin,
        min(originated_at) as originated_at,
        bool_or(is_free_entry_point) as is_free_entry_point,
        min_by(contact_id, {{ ordered_by([
            'first_known_at is null', 'sent_at is null', 'coalesce(sent_at, first_known_at)',
            'landing_day', 'contact_id',
        ]) }}) filter (where contact_id is not null) as contact_id,
        min(business_number) as business_number
    from parts
    where message_key in (select repeated_keys.message_key from repeated_keys)
    group by source, tenant_id, message_id, message_key
),

joined as (
    select
        records.direction,
        records.is_hsm,
        records.created_at,
        outcomes.provider_conversation_id,
        outcomes.conversation_expires_at,
        outcomes.conversation_category,
        outcomes.categorised_at,
        outcomes.conversation_origin,
        outcomes.originated_at,
        coalesce(records.source, outcomes.source) as source,
        coalesce(records.tenant_id, outcomes.tenant_id) as tenant_id,
        coalesce(records.message_id, outcomes.message_id) as message_id,
        coalesce(records.message_key, outcomes.message_key) as message_key,
        coalesce(records.message_at, outcomes.sent_at, outcomes.first_known_at) as message_at,
        coalesce(records.reporting_timezone, outcomes.reporting_timezone) as reporting_timezone,
        case when records.source is null then outcomes.contact_id else records.contact_id end
            as contact_id,
        coalesce(records.business_number, outcomes.business_number, '') as business_number,
        coalesce(records.is_to_oneself, false) as is_to_oneself,
        coalesce(records.has_referral and records.direction = 'inbound', false) as has_referral,
        coalesce(outcomes.status_rank, records.status_rank) as status_rank,
        case
            when records.source = 'glific_messages' then records.message_at
            else outcomes.delivered_at
        end as delivered_at,
        coalesce(outcomes.failed_at, records.created_at) as failed_at,
        case when outcomes.failed_at is null then records.error_code else outcomes.error_code end
            as error_code,
        case when outcomes.failed_at is null then records.error_title else outcomes.error_title end
            as error_title,
        coalesce(outcomes.pricing_category, outcomes.billing_category) as pricing_category,
        coalesce(outcomes.is_free_entry_point, false) as is_free_entry_point
    from records
    full outer join outcomes
        on
            records.message_key = outcomes.message_key
            and records.tenant_id = outcomes.tenant_id
            and records.source = outcomes.source
            and records.message_id = outcomes.message_id
),

-- What is known from statuses alone was sent by the business.
messages as (
    select
        joined.*,
        known_statuses.status as highest_status,
        case
            when joined.contact_id like '9876543210%' then 'simulator'
            when joined.is_to_oneself or own_numbers.own_number is not null then 'meta'
        end as excluded_as,
        coalesce(joined.direction, 'outbound') = 'outbound' as is_outbound,
        coalesce(joined.is_hsm, template_categories.is_template, false) as names_a_template,
        coalesce(known_statuses.status, '') = 'failed' as is_failed
    from joined
    left join {{ ref('int_own_numbers') }} as own_numbers
        on
            joined.tenant_id = own_numbers.tenant_id
            and joined.contact_id = own_numbers.own_number
    left join {{ ref('whatsapp_template_categories') }} as template_categories
        on joined.pricing_category = template_categories.category
    left join {{ ref('whatsapp_statuses') }} as known_statuses
        on
            joined.status_rank = known_statuses.rank
            and known_statuses.is_known
            and known_statuses.status <> 'played'
    where joined.message_at is not null
)

select
    source,
    tenant_id,
    message_id,
    message_key,
    message_at,
    reporting_timezone,
    contact_id,
    business_number,
    excluded_as,
    has_referral,
    pricing_category,
    provider_conversation_id,
    conversation_expires_at,
    conversation_category,
    categorised_at,
    conversation_origin,
    originated_at,
    is_free_entry_point,
    case when is_outbound then 'outbound' else 'inbound' end as direction,
    {{ local_date('message_at', 'reporting_timezone') }} as message_date,
    {{ local_hour('message_at', 'reporting_timezone') }} as message_hour,
    case when is_outbound then highest_status end as status,
    is_outbound and names_a_template as is_template_message,
    case
        when not is_outbound then null
        when pricing_category is not null then pricing_category
        when names_a_template then 'template'
        else 'service'
    end as category,
    case when is_outbound and not is_failed then delivered_at end as delivered_at,
    case when is_outbound and is_failed then failed_at end as failed_at,
    case when is_outbound and is_failed then coalesce(error_code, '') end as error_code,
    case when is_outbound and is_failed then error_title end as error_title
from messages
