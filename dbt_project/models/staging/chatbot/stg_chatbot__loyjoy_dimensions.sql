with source as (
    select * from {{ source('loyjoy_dimensions', 'dimensions') }}
),

keyed as (
    select
        landing_day,
        file_name,
        line,
        tenant_id,
        entity_id,
        tenant_name,
        process_id,
        process_name,
        {{ surrogate_key(['tenant_id', 'entity_id']) }} as entity_key
    from source
)

select * from keyed
