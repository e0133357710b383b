with source as (
    select * from {{ source('journey_events', 'events') }}
),

typed as (
    select
        'journey_events' as source,
        landing_day,
        file_name,
        line,
        event_key,
        tenant_id,
        event_id,
        journey_id,
        user_id,
        entry_id,
        event_type,
        occurred_at,
        channel,
        action_name,
        trigger_event_id,
        reason,
        coalesce(step_id, '') as step_id,
        coalesce(platform, '') as platform,
        {{ text_key(['tenant_id', 'user_id']) }} as user_key,
        {{ text_key(['tenant_id', 'journey_id', 'entry_id']) }} as entry_key
    from source
)

select * from typed
