{#- The gap that still continues a session, both in the derivation and in what a change touches. -#}
{% macro session_gap() %}{{ return("interval '30' minute") }}{% endmacro %}

{#- The stored sessions that a changed event may lengthen, shorten, split or join: those of the
    same customer within one gap of it. All others keep their events and their bounds. -#}
{% macro touched_sessions(sessions) -%}
    {%- set bounds = execute and run_query(
        "select min(occurred_at) - " ~ session_gap() ~ ", max(occurred_at) + " ~ session_gap()
        ~ " from " ~ source('state', 'chat_changes') ~ " where customer_id is not null"
    ).rows[0] %}
    select distinct
        sessions.session_id,
        sessions.tenant_id,
        sessions.customer_id,
        sessions.started_at,
        sessions.ended_at
    from {{ sessions }} as sessions
    inner join {{ source('state', 'chat_changes') }} as changes
        on
            sessions.tenant_id = changes.tenant_id
            and sessions.customer_id = changes.customer_id
            and sessions.started_at <= changes.occurred_at + {{ session_gap() }}
            and sessions.ended_at >= changes.occurred_at - {{ session_gap() }}
    {% if bounds and bounds[0] is not none -%}
        where
            sessions.started_at <= timestamp '{{ bounds[1] }}'
            and sessions.ended_at >= timestamp '{{ bounds[0] }}'
    {%- endif %}
{%- endmacro %}

{% macro get_incremental_replace_sessions_sql(arguments) -%}
    {%- set scope -%}
        session_id in (
            select touched.session_id
            from ({{ touched_sessions(arguments['target_relation']) }}) as touched
            union
            select derived.session_id from {{ arguments['temp_relation'] }} as derived
        )
    {%- endset -%}
    {{ replace_scope(
        arguments,
        scope,
        source('state', 'kpi_changes'),
        compared=[
            'session_id', 'process_id', 'session_date as event_date', 'started_at', 'ended_at',
            'events', 'is_interacted',
        ],
        logged=['event_date'],
    ) }}
{%- endmacro %}

{#- Literal bounds around everything that is derived again, so that only its row groups are read. -#}
{% macro is_within_replayed_time(column) -%}
    {%- if not execute -%}{{ return('true') }}{%- endif -%}
    {%- set bounds = run_query(
        "select min(started_at), max(ended_at) from ("
        ~ "select started_at, ended_at from (" ~ touched_sessions(this) ~ ") as touched"
        ~ " union all select occurred_at, occurred_at from " ~ source('state', 'chat_changes')
        ~ " where customer_id is not null) as spans"
    ).rows[0] -%}
    {%- if bounds[0] is none -%}{{ return('false') }}{%- endif -%}
    {{ return(
        column ~ " between timestamp '" ~ bounds[0] ~ "' and timestamp '" ~ bounds[1] ~ "'"
    ) }}
{%- endmacro %}
