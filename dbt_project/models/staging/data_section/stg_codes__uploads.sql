with coupons as (
    select * from {{ source('coupons', 'coupons') }}
),

codes as (
    select * from {{ source('codes', 'codes') }}
),

uploads as (
    select
        'coupons' as source,
        landing_day,
        file_name,
        line,
        code_key,
        tenant_id,
        process_id,
        code,
        uploaded_at,
        cast(null as double) as points,
        cast(null as boolean) as is_win
    from coupons
    union all
    select
        'codes' as source,
        landing_day,
        file_name,
        line,
        code_key,
        tenant_id,
        process_id,
        code,
        uploaded_at,
        points,
        is_win
    from codes
)

select * from uploads
