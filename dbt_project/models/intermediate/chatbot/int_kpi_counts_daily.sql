{{
    config(
        materialized='incremental',
        incremental_strategy='replace_dates',
        affected_by='int_kpi_affected_dates',
        date_column='kpi_date',
    )
}}

-- depends_on: {{ ref('int_kpi_affected_dates') }}

with events as (
    select
        tenant_id,
        process_id,
        event_date as kpi_date,
        {%- for measure, event_names in kpi_event_names().items() %}
            {{ sum_of_events(event_names) }} as {{ measure }},
        {%- endfor %}
        sum(case when event_name = 'home_view_screen_time' then events else 0 end)
            as home_view_quarter_minutes
    from {{ ref('int_event_counts_daily') }}
    {% if is_incremental() -%}
        where {{ affected_dates_of_this_model('event_date') }}
    {%- endif %}
    group by tenant_id, process_id, event_date
),

sessions as (
    select
        tenant_id,
        process_id,
        session_date as kpi_date,
        count(*) as sessions,
        sum(case when is_interacted then 1 else 0 end) as sessions_with_conversation
    from {{ ref('int_sessions') }}
    {% if is_incremental() -%}
        where {{ affected_dates_of_this_model('session_date') }}
    {%- endif %}
    group by tenant_id, process_id, session_date
),

completed_starts as (
    select
        tenant_id,
        process_id,
        event_date as kpi_date,
        count(*) as completed
    from {{ ref('int_completed_starts') }}
    {% if is_incremental() -%}
        where {{ affected_dates_of_this_model('event_date') }}
    {%- endif %}
    group by tenant_id, process_id, event_date
),

live_chats as (
    select
        tenant_id,
        process_id,
        event_date as kpi_date,
        count(*) as handled_live_chats,
        sum(handling_microseconds) as handling_microseconds
    from {{ ref('int_handled_live_chats') }}
    {% if is_incremental() -%}
        where {{ affected_dates_of_this_model('event_date') }}
    {%- endif %}
    group by tenant_id, process_id, event_date
),

responses as (
    select
        tenant_id,
        process_id,
        response_date as kpi_date,
        responses,
        promoters,
        passives,
        detractors
    from {{ ref('int_nps_counts_daily') }}
    {% if is_incremental() -%}
        where {{ affected_dates_of_this_model('response_date') }}
    {%- endif %}
),

counts as (
    select
        events.tenant_id,
        events.process_id,
        events.kpi_date,
        {%- for measure in kpi_event_names() %}
            cast(events.{{ measure }} as bigint) as {{ measure }},
        {%- endfor %}
        cast(coalesce(sessions.sessions, 0) as bigint) as sessions,
        cast(coalesce(sessions.sessions_with_conversation, 0) as bigint)
            as sessions_with_conversation,
        cast(coalesce(completed_starts.completed, 0) as bigint) as completed,
        cast(coalesce(live_chats.handled_live_chats, 0) as bigint) as handled_live_chats,
        cast(coalesce(live_chats.handling_microseconds, 0) as bigint) as handling_microseconds,
        cast(
            coalesce(activity.screen_seconds, 0) + 15 * events.home_view_quarter_minutes
            as decimal(38, 6)
        ) as screen_seconds,
        cast(coalesce(responses.responses, 0) as bigint) as responses,
        cast(coalesce(responses.promoters, 0) as bigint) as promoters,
        cast(coalesce(responses.passives, 0) as bigint) as passives,
        cast(coalesce(responses.detractors, 0) as bigint) as detractors,
        activity.active_customers
    from events
    left join {{ ref('int_process_activity_daily') }} as activity
        on
            events.tenant_id = activity.tenant_id
            and events.process_id = activity.process_id
            and events.kpi_date = activity.event_date
    left join sessions
        on
            events.tenant_id = sessions.tenant_id
            and events.process_id = sessions.process_id
            and events.kpi_date = sessions.kpi_date
    left join completed_starts
        on
            events.tenant_id = completed_starts.tenant_id
            and events.process_id = completed_starts.process_id
            and events.kpi_date = completed_starts.kpi_date
    left join live_chats
        on
            events.tenant_id = live_chats.tenant_id
            and events.process_id = live_chats.process_id
            and events.kpi_date = live_chats.kpi_date
    left join responses
        on
            events.tenant_id = responses.tenant_id
            and events.process_id = responses.process_id
            and events.kpi_date = responses.kpi_date
)

select * from counts
