with source as (
    select * from {{ source('decisions', 'draws') }}
),

renamed as (
    select
        tenant_id,
        process_id,
        draw_id,
        event_id,
        customer_id,
        created_at,
        drawn_as_of,
        participated_at,
        seed,
        participants
    from source
)

select * from renamed
