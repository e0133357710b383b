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
            when event_name in ({{ points_event_names() }})
                then {{ points(
                    'event_name',
                    'coalesce(' ~ json_decimal('payload', 'points') ~ ', '
                    ~ usable_decimal('amount') ~ ')'
                ) }}
        end as quantity,
        case
            when event_name in ({{ quiz_answer_event_names() }})
                then {{ blank_as_null(json_text('payload', 'question_id')) }}
            when event_name in ({{ redemption_event_names() }})
                then {{ blank_as_null(json_text('payload', 'reward_id')) }}
        end as item_id,
        case
            when
                event_name = 'nps_survey_free_text_answered'
                then {{ json_scalar_text('payload', 'text') }}
            when event_name in ({{ quiz_answer_event_names() }})
                then {{ blank_as_null(json_text('payload', 'answer')) }}
            when event_name = 'link_clicked'
                then {{ blank_as_null(json_text('payload', 'url')) }}
        end as item_text,
        case when {{ holds_register_values('payload') }} then payload end as register_values,
        case
            when
                {{ holds_register_values('payload') }}
                or event_name in ('gender_female', 'gender_male', 'gender_diverse')
                then process_instance_id
        end as process_instance_id
    from source
)

select * from typed
