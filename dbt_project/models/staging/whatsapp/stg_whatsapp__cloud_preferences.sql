with source as (
    select * from {{ source('whatsapp_cloud', 'preferences') }}
),

typed as (
    select
        'whatsapp_cloud' as source,
        'preference' as record_kind,
        landing_day,
        file_name,
        line,
        position,
        business_account_id,
        occurred_at,
        contact_phone,
        contact_user_id
    from source
)

select * from typed
