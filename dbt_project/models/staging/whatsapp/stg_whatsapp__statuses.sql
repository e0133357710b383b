with cloud_statuses as (
    select
        'whatsapp_cloud' as source,
        landing_day,
        file_name,
        line,
        position,
        business_account_id as account_key,
        message_id,
        message_key,
        cast(null as {{ dbt.type_string() }}) as linked_id,
        cast(null as bigint) as linked_key,
        status,
        occurred_at,
        coalesce(contact_phone, contact_user_id) as contact_id,
        coalesce(phone_number_id, '') as business_number,
        display_phone_number as own_number,
        conversation_id,
        conversation_expires_at,
        conversation_origin,
        pricing_model,
        pricing_category,
        pricing_type,
        error_code,
        error_title
    from {{ source('whatsapp_cloud', 'statuses') }}
),

gupshup_statuses as (
    select
        'gupshup' as source,
        landing_day,
        file_name,
        line,
        position,
        app as account_key,
        message_id,
        message_key,
        linked_id,
        linked_key,
        status,
        occurred_at,
        coalesce(contact_phone, contact_user_id) as contact_id,
        app as business_number,
        cast(null as {{ dbt.type_string() }}) as own_number,
        conversation_id,
        conversation_expires_at,
        conversation_origin,
        pricing_model,
        pricing_category,
        pricing_type,
        error_code,
        error_title
    from {{ source('gupshup', 'statuses') }}
),

-- A billing event tells what a message costs and nothing else: it has no status and no contact.
gupshup_billing_events as (
    select
        'gupshup' as source,
        landing_day,
        file_name,
        line,
        position,
        app as account_key,
        message_id,
        message_key,
        linked_id,
        linked_key,
        'billed' as status,
        occurred_at,
        cast(null as {{ dbt.type_string() }}) as contact_id,
        app as business_number,
        cast(null as {{ dbt.type_string() }}) as own_number,
        cast(null as {{ dbt.type_string() }}) as conversation_id,
        cast(null as timestamp) as conversation_expires_at,
        cast(null as {{ dbt.type_string() }}) as conversation_origin,
        pricing_model,
        pricing_category,
        pricing_type,
        cast(null as {{ dbt.type_string() }}) as error_code,
        cast(null as {{ dbt.type_string() }}) as error_title
    from {{ source('gupshup', 'billing_events') }}
)

select
    all_statuses.*,
    coalesce(
        all_statuses.conversation_origin in ('referral_conversion', 'FEP')
        or all_statuses.pricing_category in ('referral_conversion', 'FEP')
        or all_statuses.pricing_type like '%free_entry_point%',
        false
    ) as is_free_entry_point
from (
    select * from cloud_statuses
    union all
    select * from gupshup_statuses
    union all
    select * from gupshup_billing_events
) as all_statuses
