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
        event_id,
        event_name,
        occurred_at,
        customer_id,
        process_name,
        module_name,
        module_type,
        coalesce(process_id, '') as process_id,
        coalesce(module_id, '') as module_id,
        case
            when event_name = 'screen_time' then {{ json_decimal('payload', 'seconds') }}
        end as seconds,
        case
            when
                event_name = 'nps_survey_free_text_answered'
                then {{ json_text('payload', 'text') }}
        end as answer_text
    from source
)

select * from typed
