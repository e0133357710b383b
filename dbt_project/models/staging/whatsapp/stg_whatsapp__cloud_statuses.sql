with source as (
    select * from {{ source('whatsapp_cloud', 'statuses') }}
),

typed as (
    select
        'whatsapp_cloud' as source,
        'status' as record_kind,
        landing_day,
        file_name,
        line,
        position,
        business_account_id,
        display_phone_number,
        message_id,
        message_key,
        status,
        occurred_at,
        contact_phone,
        contact_user_id,
        pricing_category
    from source
)

select * from typed
