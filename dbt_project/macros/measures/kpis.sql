{#- 1 for the events that make a session an interacted one, 0 for all others. -#}
{% macro is_interaction(event_name) -%}
    case when {{ event_name }} in ('session_interacted', 'interaction') then 1 else 0 end
{%- endmacro %}

{#- The experience KPIs that count events, and the events that they count. -#}
{% macro kpi_event_names() %}
    {{ return({
        'chat_starts': ['start'],
        'sessions_reported': ['session_started'],
        'conversations': ['interaction'],
        'participants': ['participant_bpmn_process'],
        'participations': ['participation'],
        'new_customers': ['sign_up'],
        'live_chats': ['live_chat_started'],
        'web_push_asked': ['web_push_single_opt_in_asked'],
        'web_push_single_opt_ins': ['web_push_single_opt_in'],
        'web_push_double_opt_ins': ['web_push_double_opt_in'],
        'reminder_single_opt_ins': ['reminder_single_opt_in'],
        'reminder_double_opt_ins': ['reminder_double_opt_in'],
        'shares': [
            'share_facebook', 'share_email', 'share_twitter', 'share_whatsapp', 'share_native',
            'share_link',
        ],
        'pin_mails_sent': ['sign_in_pin_mail_sent'],
        'pin_succeeded': ['sign_in_pin_succeeded'],
        'pin_failed': ['sign_in_pin_failed'],
        'advent_calendar_doors_opened': ['advent_calendar_door_opened'],
    }) }}
{% endmacro %}

{#- The sum of `events` over rows with one of these event names. -#}
{% macro sum_of_events(event_names) -%}
    sum(case when event_name in ('{{ event_names | join("', '") }}') then events else 0 end)
{%- endmacro %}

{#- Additive KPIs of int_kpi_counts_daily besides those that count events. -#}
{% macro kpi_derived_counts() %}
    {{ return([
        'sessions', 'sessions_with_conversation', 'completed', 'handled_live_chats',
        'handling_microseconds', 'screen_seconds', 'responses', 'promoters', 'passives',
        'detractors',
    ]) }}
{% endmacro %}

{#- The additive KPIs that fct_experience_kpis_cumulative adds up from a process's first day. -#}
{% macro kpi_running_totals() %}
    {{ return([
        'chat_starts', 'sessions', 'sessions_with_conversation', 'bounces', 'conversations',
        'participants', 'participations', 'new_customers', 'live_chats', 'completed', 'shares',
        'responses', 'promoters', 'passives', 'detractors',
    ]) }}
{% endmacro %}

{#- The published KPI columns from a relation of additive counts; ratios are derived here, once. -#}
{% macro kpi_columns(counts) -%}
    {%- for measure in kpi_event_names() %}
    cast(coalesce({{ counts }}.{{ measure }}, 0) as bigint) as {{ measure }},
    {%- endfor %}
    cast(coalesce({{ counts }}.sessions, 0) as bigint) as sessions,
    cast(coalesce({{ counts }}.sessions_with_conversation, 0) as bigint)
        as sessions_with_conversation,
    cast(
        coalesce({{ counts }}.sessions, 0) - coalesce({{ counts }}.sessions_with_conversation, 0)
        as bigint
    ) as bounces,
    cast(coalesce({{ counts }}.active_customers, 0) as bigint) as active_customers,
    cast(coalesce({{ counts }}.handling_microseconds, 0) as double) / 1e6 as handling_time_seconds,
    cast(coalesce({{ counts }}.handled_live_chats, 0) as bigint) as handled_live_chats,
    cast({{ counts }}.handling_microseconds as double) / 1e6
        / nullif({{ counts }}.handled_live_chats, 0) as average_handling_time_seconds,
    cast(coalesce({{ counts }}.screen_seconds, 0) as double) as screen_time_seconds,
    cast({{ counts }}.sessions_with_conversation as double) / nullif({{ counts }}.sessions, 0)
        as interaction_rate,
    cast(coalesce({{ counts }}.completed, 0) as bigint) as completed,
    cast({{ counts }}.completed as double) / nullif({{ counts }}.chat_starts, 0)
        as completion_rate,
    cast(coalesce({{ counts }}.responses, 0) as bigint) as responses,
    cast(coalesce({{ counts }}.promoters, 0) as bigint) as promoters,
    cast(coalesce({{ counts }}.passives, 0) as bigint) as passives,
    cast(coalesce({{ counts }}.detractors, 0) as bigint) as detractors
{%- endmacro %}
