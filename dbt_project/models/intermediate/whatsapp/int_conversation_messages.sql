{{
    config(
        materialized='incremental',
        incremental_strategy='replace_contacts',
    )
}}

-- depends_on: {{ ref('int_affected_contacts') }}

{%- set party = party_columns() %}
{%- set opening = party + opening_columns() + ['opener_id'] %}
{%- set assigned = message_columns() + opening_columns() %}

with delivered as (
    select
        messages.tenant_id,
        messages.business_number,
        messages.contact_id,
        messages.reporting_timezone,
        messages.source,
        messages.message_id,
        messages.delivered_at,
        messages.provider_conversation_id,
        messages.is_template_message,
        messages.category,
        messages.delivered_at + windows.duration as window_end
    from {{ ref('int_whatsapp_messages') }} as messages
    inner join {{ ref('int_conversation_windows') }} as windows
        on
            windows.opened_by
            = case when messages.is_template_message then 'template' else 'free_form' end
            and messages.delivered_at >= windows.valid_from
            and messages.delivered_at < windows.valid_until
    where
        messages.delivered_at is not null
        and messages.excluded_as is null
        and messages.contact_id is not null
        {% if is_incremental() -%}
            and {{ is_affected_contact('messages') }}
        {%- endif %}
),

provider_windows as (
    select * from {{ ref('int_provider_conversations') }}
    {% if is_incremental() -%}
        where {{ is_affected_contact() }}
    {%- endif %}
),

entry_points as (
    select
        *,
        'referral_conversion' as category,
        '' as opener_id
    from {{ ref('int_free_entry_points') }}
    {% if is_incremental() -%}
        where {{ is_affected_contact() }}
    {%- endif %}
),

named_by_provider as (
    select
        {{ columns_of('delivered', message_columns()) }},
        {{ columns_of('provider_windows', opening_columns()) }}
    from delivered
    inner join provider_windows
        on
            delivered.provider_conversation_id = provider_windows.provider_conversation_id
            and {{ same_party('delivered', 'provider_windows') }}
),

derived as (
    select * from delivered
    where provider_conversation_id is null
),

-- While a free entry point is open nothing else opens.
in_entry_points as (
    {{ earliest_open_window('derived', 'entry_points') }}
),

others as (
    {{ messages_not_in('derived', 'in_entry_points') }}
),

provider_openings as (
    select
        *,
        '' as opener_id
    from provider_windows
    where not is_free_entry_point
),

-- Templates open a conversation of their category unless one is open.
templates as (
    select * from others
    where is_template_message
),

templates_in_provider_windows as (
    {{ earliest_open_window('templates', 'provider_openings', same_category=true) }}
),

opening_templates as (
    {{ messages_not_in('templates', 'templates_in_provider_windows') }}
),

template_windows as (
    {{ greedy_windows('opening_templates', party + ['category'], 'delivered_at', 'window_end') }}
),

openings_but_service as (
    select {{ opening | join(', ') }} from provider_openings
    union all
    {{ openings_of('template_windows', 'category') }}
),

absorbed_templates as (
    {{ messages_not_in('templates', 'opening_templates') }}
),

-- Free-form messages open one of the category service unless any is open.
free_form as (
    select * from others
    where not is_template_message
),

free_form_in_other_windows as (
    {{ earliest_open_window('free_form', 'openings_but_service') }}
),

opening_free_form as (
    {{ messages_not_in('free_form', 'free_form_in_other_windows') }}
),

service_windows as (
    {{ greedy_windows('opening_free_form', party, 'delivered_at', 'window_end') }}
),

openings as (
    select {{ opening | join(', ') }} from openings_but_service
    union all
    {{ openings_of('service_windows', "'service'") }}
),

absorbed_free_form as (
    {{ messages_not_in('free_form', 'opening_free_form') }}
),

assigned as (
    select {{ assigned | join(', ') }} from named_by_provider
    union all
    select {{ assigned | join(', ') }} from in_entry_points
    union all
    select
        {{ columns_of('template_windows', message_columns()) }},
        '' as provider_conversation_id,
        category,
        opened_at,
        closes_at
    from template_windows
    union all
    {{ earliest_open_window('absorbed_templates', 'openings_but_service', same_category=true) }}
    union all
    select
        {{ columns_of('service_windows', message_columns()) }},
        '' as provider_conversation_id,
        'service' as category,
        opened_at,
        closes_at
    from service_windows
    union all
    {{ earliest_open_window('absorbed_free_form', 'openings') }}
)

select
    tenant_id,
    business_number,
    contact_id,
    reporting_timezone,
    source,
    message_id,
    delivered_at,
    {{ surrogate_key([
        'tenant_id', 'business_number', 'contact_id', 'provider_conversation_id',
        "case when provider_conversation_id = '' then category else '' end",
        "case when provider_conversation_id = '' then " ~ epoch_microseconds('opened_at')
        ~ " else 0 end",
    ]) }} as conversation_id,
    case when provider_conversation_id = '' then 'derived' else 'provider' end as method,
    category,
    opened_at,
    closes_at
from assigned
