create macro choice(event_name, module_number, payload) as {
    event_name: event_name, module_number: module_number, payload: payload
};

-- One row per event, with the landing day it arrives on and the one it is delivered again on.
create table events as
with mix as (
    select list(
        choice(event_name, module_number, payload)
        order by event_name, repetition
    ) as choices
    from
        read_csv(
            getvariable('sql_folder') || '/event_mix.csv', header = true, all_varchar = true
        ) as entries,
        range(weight::integer) as repetitions (repetition)
),

positions as (
    select *, unnest(range(length)) as position
    from sessions
),

timed as (
    select
        * exclude (started_at),
        draw(position::varchar, session_key) as event_key,
        has_jump and position >= length // 2 as is_after_jump,
        length > 5 and uniform('live chat', session_key) < 0.06 as has_live_chat,
        length > 5 and uniform('survey', session_key) < 0.15 as has_survey,
        started_at + to_milliseconds((
            1000 * seconds_between * (position + uniform('gap', event_key))
        )::bigint) as occurred_at
    from positions
),

named as (
    select
        timed.*,
        case
            when position = 0 or (is_after_jump and position = length // 2)
                then choice('start', null, null)
            when position = 1 and uniform('interacted', session_key) < 0.6
                then choice('session_interacted', null, null)
            when position = 1 and uniform('interacted', session_key) < 0.9
                then choice('session_started', null, null)
            when has_live_chat and position = 2
                then choice('live_chat_started', '5', null)
            when has_live_chat and position = length - 2
                then choice('live_chat_ended', '5', null)
            when has_survey and position = length - 3
                then choice(
                    'nps_survey_score_' || pick(
                        [0, 2, 4, 5, 6, 7, 7, 8, 8, 9, 9, 9, 10, 10, 10], 'score', session_key
                    ),
                    '6',
                    null
                )
            when has_survey and position = length - 2
                then choice('nps_survey_free_text_answered', '6', 'text')
            when position = length - 1 and uniform('ended', session_key) < 0.6
                then choice('end', null, null)
            else pick(mix.choices, 'name', event_key)
        end as choice
    from timed, mix
)

select
    day_number,
    event_key,
    session_key,
    tenant_id,
    occurred_at,
    choice.event_name as event_name,
    choice.payload as payload,
    case choice.module_number
        when 'any' then 1 + floor(6 * power(uniform('module', event_key), 1.6))::integer
        else try_cast(choice.module_number as integer)
    end as module_number,
    case when is_after_jump then 1 + process_number % 4 else process_number end as process_number,
    case when not is_anonymous then customer_number end as customer_number,
    uniform('late', event_key) < 0.01 as is_late,
    occurred_at::date + is_late::integer as landing_day,
    case
        when uniform('again', event_key) < 0.0025 then landing_day
        when uniform('again', event_key) < 0.005 then landing_day + 1
    end as delivered_again_on
from named;
