with source as (
    select * from {{ source('tenants', 'tenants') }}
),

typed as (
    select
        landing_day,
        file_name,
        line,
        tenant_id,
        tenant_name,
        whatsapp_business_account_id,
        reporting_timezone as delivered_timezone,
        coalesce(is_known_timezone, false) as is_known_timezone,
        case when is_known_timezone then reporting_timezone else 'UTC' end as reporting_timezone
    from source
)

select * from typed
