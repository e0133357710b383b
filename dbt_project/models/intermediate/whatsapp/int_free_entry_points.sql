{{
    config(
        materialized='incremental',
        incremental_strategy='replace_contacts',
    )
}}

-- depends_on: {{ ref('int_affected_contacts') }}

{%- set party = ['tenant_id', 'business_number', 'contact_id'] %}

with referrals as (
    select
        tenant_id,
        business_number,
        contact_id,
        message_at as referred_at
    from {{ ref('int_whatsapp_messages') }}
    where
        has_referral
        and excluded_as is null
        and contact_id is not null
        {% if is_incremental() -%}
            and {{ is_affected_contact() }}
        {%- endif %}
),

delivered as (
    select
        tenant_id,
        business_number,
        contact_id,
        source,
        message_id,
        delivered_at,
        provider_conversation_id
    from {{ ref('int_whatsapp_messages') }}
    where
        delivered_at is not null
        and excluded_as is null
        and (tenant_id, business_number, contact_id) in (
            select
                referrals.tenant_id,
                referrals.business_number,
                referrals.contact_id
            from referrals
        )
),

in_order as (
    select
        tenant_id,
        business_number,
        contact_id,
        referred_at as occurred_at,
        referred_at,
        cast(null as timestamp) as delivered_at,
        '' as message_id,
        false as is_derived
    from referrals
    union all
    select
        tenant_id,
        business_number,
        contact_id,
        delivered_at as occurred_at,
        cast(null as timestamp) as referred_at,
        delivered_at,
        message_id,
        provider_conversation_id is null as is_derived
    from delivered
),

-- A referral is answered by the first message delivered at or after it, whatever that one opens.
with_referrals as (
    select
        tenant_id,
        business_number,
        contact_id,
        delivered_at,
        is_derived,
        max(referred_at) over so_far as referred_at,
        max(delivered_at) over earlier as previous_delivered_at
    from in_order
    window
        so_far as (
            partition by tenant_id, business_number, contact_id
            order by occurred_at, delivered_at nulls first, message_id
            rows between unbounded preceding and current row
        ),
        earlier as (
            partition by tenant_id, business_number, contact_id
            order by occurred_at, delivered_at nulls first, message_id
            rows between unbounded preceding and 1 preceding
        )
),

answers as (
    select
        with_referrals.tenant_id,
        with_referrals.business_number,
        with_referrals.contact_id,
        with_referrals.delivered_at,
        with_referrals.delivered_at + entry_windows.duration as entry_end
    from with_referrals
    inner join {{ ref('int_conversation_windows') }} as answer_windows
        on
            answer_windows.opened_by = 'referral_answer'
            and with_referrals.referred_at >= answer_windows.valid_from
            and with_referrals.referred_at < answer_windows.valid_until
    inner join {{ ref('int_conversation_windows') }} as entry_windows
        on
            entry_windows.opened_by = 'free_entry_point'
            and with_referrals.delivered_at >= entry_windows.valid_from
            and with_referrals.delivered_at < entry_windows.valid_until
    where
        with_referrals.is_derived
        and with_referrals.delivered_at < with_referrals.referred_at + answer_windows.duration
        and (
            with_referrals.previous_delivered_at is null
            or with_referrals.previous_delivered_at < with_referrals.referred_at
        )
),

provider_entry_points as (
    select * from {{ ref('int_provider_conversations') }}
    where
        is_free_entry_point
        {% if is_incremental() -%}
            and {{ is_affected_contact() }}
        {%- endif %}
),

opening_answers as (
    select answers.*
    from answers
    left join provider_entry_points as open_ones
        on
            answers.tenant_id = open_ones.tenant_id
            and answers.business_number = open_ones.business_number
            and answers.contact_id = open_ones.contact_id
            and answers.delivered_at >= open_ones.opened_at
            and answers.delivered_at < open_ones.closes_at
    where open_ones.contact_id is null
),

windows as (
    {{ greedy_windows('opening_answers', party, 'delivered_at', 'entry_end') }}
)

select
    tenant_id,
    business_number,
    contact_id,
    '' as provider_conversation_id,
    opened_at,
    closes_at
from windows
where delivered_at = opened_at
union all
select
    tenant_id,
    business_number,
    contact_id,
    provider_conversation_id,
    opened_at,
    closes_at
from provider_entry_points
