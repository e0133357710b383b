{{
    config(
        materialized='incremental',
        incremental_strategy='replace_messages',
    )
}}

-- depends_on: {{ ref('int_whatsapp_affected_messages') }}

with deliveries as (
    select * from {{ ref('int_whatsapp_deliveries') }}
    where
        message_id is not null
        {% if is_incremental() -%}
            and {{ is_affected_message() }}
        {%- endif %}
),

elements as (
    select * from deliveries
    where record_kind = 'message' and not is_duplicate
),

-- The time of a message known from its statuses is that of its earliest sent one, else of its
-- earliest one, hence this order.
statuses as (
    select
        deliveries.*,
        known_statuses.rank as status_rank,
        row_number() over (
            partition by deliveries.tenant_id, deliveries.message_id
            order by
                case when deliveries.status = 'sent' then 0 else 1 end,
                deliveries.occurred_at,
                deliveries.landing_day,
                deliveries.file_name,
                deliveries.line,
                deliveries.position
        ) as sent_order
    from deliveries
    inner join {{ ref('whatsapp_statuses') }} as known_statuses
        on deliveries.status = known_statuses.status
    where
        deliveries.record_kind = 'status'
        and known_statuses.is_known
),

categories as (
    select
        tenant_id,
        message_id,
        pricing_category
    from statuses
    where pricing_category is not null
    qualify row_number() over (
        partition by tenant_id, message_id
        order by occurred_at, landing_day, file_name, line, position
    ) = 1
),

first_statuses as (
    select * from statuses
    where sent_order = 1
),

outcomes as (
    select
        tenant_id,
        message_id,
        max(status_rank) as status_rank,
        min(contact_phone) as contact_phone,
        min(contact_user_id) as contact_user_id,
        min(display_phone_number) as display_phone_number
    from statuses
    group by tenant_id, message_id
),

messages as (
    select
        tenant_id,
        message_id,
        message_key,
        direction,
        occurred_at as sent_at,
        record_date as message_date,
        contact_phone,
        contact_user_id,
        display_phone_number
    from elements
    union all
    select
        first_statuses.tenant_id,
        first_statuses.message_id,
        first_statuses.message_key,
        'outbound' as direction,
        first_statuses.occurred_at as sent_at,
        first_statuses.record_date as message_date,
        coalesce(first_statuses.contact_phone, outcomes.contact_phone) as contact_phone,
        coalesce(first_statuses.contact_user_id, outcomes.contact_user_id) as contact_user_id,
        coalesce(first_statuses.display_phone_number, outcomes.display_phone_number)
            as display_phone_number
    from first_statuses
    inner join outcomes
        on
            first_statuses.tenant_id = outcomes.tenant_id
            and first_statuses.message_id = outcomes.message_id
    left join elements
        on
            first_statuses.tenant_id = elements.tenant_id
            and first_statuses.message_id = elements.message_id
    where elements.message_id is null
)

select
    messages.tenant_id,
    messages.message_id,
    messages.message_key,
    messages.direction,
    messages.sent_at,
    messages.message_date,
    messages.contact_phone,
    messages.contact_user_id,
    case when messages.direction = 'outbound' then known_statuses.status end as status,
    messages.direction = 'outbound' and coalesce(template_categories.is_template, false)
        as is_template_message,
    case
        when messages.contact_phone like '9876543210%' then 'simulator'
        when messages.contact_phone = messages.display_phone_number then 'meta'
    end as excluded_as
from messages
left join outcomes
    on
        messages.tenant_id = outcomes.tenant_id
        and messages.message_id = outcomes.message_id
left join categories
    on
        messages.tenant_id = categories.tenant_id
        and messages.message_id = categories.message_id
left join {{ ref('whatsapp_template_categories') }} as template_categories
    on categories.pricing_category = template_categories.category
left join {{ ref('whatsapp_statuses') }} as known_statuses
    on
        outcomes.status_rank = known_statuses.rank
        and known_statuses.status <> 'played'
