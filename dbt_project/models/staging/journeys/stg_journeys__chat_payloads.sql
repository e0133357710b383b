with source as (
    select * from {{ source('chat_events', 'events') }}
),

typed as (
    select
        'chat_events' as source,
        landing_day,
        file_name,
        line,
        event_key,
        tenant_id,
        event_name,
        payload as attributes
    from source
    where customer_id is not null and payload is not null
)

select * from typed
