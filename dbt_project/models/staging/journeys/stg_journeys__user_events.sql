with source as (
    select * from {{ source('user_events', 'events') }}
),

typed as (
    select
        'user_events' as source,
        landing_day,
        file_name,
        line,
        event_key,
        tenant_id,
        event_id,
        user_id,
        event_name,
        occurred_at,
        attributes
    from source
)

select * from typed
