with source as (
    select * from {{ source('decisions', 'deleted_entries') }}
),

renamed as (
    select
        tenant_id,
        register,
        process_id,
        entry_id
    from source
)

select * from renamed
