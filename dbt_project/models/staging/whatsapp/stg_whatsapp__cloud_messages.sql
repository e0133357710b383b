with source as (
    select * from {{ source('whatsapp_cloud', 'messages') }}
),

typed as (
    select
        'whatsapp_cloud' as source,
        'message' as record_kind,
        landing_day,
        file_name,
        line,
        position,
        business_account_id,
        display_phone_number,
        direction,
        message_id,
        message_key,
        occurred_at,
        contact_phone,
        contact_user_id
    from source
)

select * from typed
