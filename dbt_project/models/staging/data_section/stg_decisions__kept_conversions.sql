with source as (
    select * from {{ source('decisions', 'kept_conversions') }}
),

renamed as (
    select
        source,
        event_key,
        rule_key
    from source
)

select * from renamed
