{{
    config(
        materialized='incremental',
        incremental_strategy='replace_customers',
    )
}}

-- depends_on: {{ ref('int_affected_customers') }}

{%- set days = retention_days('customers') or 1000000 %}

with sessions as (
    select
        tenant_id,
        customer_id,
        started_at,
        ended_at,
        lag(ended_at) over (
            partition by tenant_id, customer_id
            order by started_at
        ) as previous_ended_at
    from {{ ref('int_sessions') }}
    {% if is_incremental() -%}
        where {{ is_affected_customer() }}
    {%- endif %}
),

-- Whoever stays away for as long as customers are kept comes back as somebody of whom nothing is
-- known: at whatever time the landing days are loaded.
activity as (
    select
        tenant_id,
        customer_id,
        max(ended_at) as last_active_at,
        max(
            case
                when
                    previous_ended_at is null
                    or {{ days_after('previous_ended_at', days) }} <= started_at
                    then started_at
            end
        ) as known_since
    from sessions
    group by tenant_id, customer_id
),

events as (
    select * from {{ ref('int_register_events') }}
    where
        customer_id is not null
        {% if is_incremental() -%}
            and {{ is_affected_customer() }}
        {%- endif %}
),

registrations as (
    select
        tenant_id,
        customer_id,
        min(occurred_at) as registered_at
    from events
    where event_name in ('sign_in', 'sign_up')
    group by tenant_id, customer_id
),

profiles as (
    select
        events.tenant_id,
        events.customer_id,
        {%- for column in profile_columns() %}
            max_by(
                events.{{ column }}, {{ ordered_by(['events.occurred_at', 'events.event_id']) }}
            ) filter (where events.{{ column }} is not null) as {{ column }}
            {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from events
    inner join activity
        on
            events.tenant_id = activity.tenant_id
            and events.customer_id = activity.customer_id
            and events.occurred_at >= activity.known_since
    where
        coalesce({{ columns_of('events', profile_columns()) }}) is not null
    group by events.tenant_id, events.customer_id
)

select
    activity.tenant_id,
    activity.customer_id,
    activity.last_active_at,
    activity.known_since,
    registrations.registered_at,
    {{ columns_of('profiles', profile_columns()) }}
from activity
left join registrations
    on
        activity.tenant_id = registrations.tenant_id
        and activity.customer_id = registrations.customer_id
left join profiles
    on
        activity.tenant_id = profiles.tenant_id
        and activity.customer_id = profiles.customer_id
