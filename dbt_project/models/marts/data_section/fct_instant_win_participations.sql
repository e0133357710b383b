{{
    config(
        materialized='incremental',
        incremental_strategy='replace_customers',
        logs_dates='participated_date',
        register='instant_wins',
        created_column='participated_at',
        on_schema_change='fail',
    )
}}

-- depends_on: {{ ref('int_affected_customers') }}

with steps as (
    select
        tenant_id,
        event_id,
        event_name,
        lead(event_name) over next_steps as next_event_name,
        lead(occurred_at) over next_steps as next_occurred_at
    from {{ ref('int_register_events') }}
    where
        event_name in ('win_participation', 'win_won')
        and customer_id is not null
        {% if is_incremental() -%}
            and {{ is_affected_customer() }}
        {%- endif %}
    window next_steps as (
        partition by tenant_id, customer_id, process_id
        order by occurred_at, event_id
    )
),

outcomes as (
    select
        tenant_id,
        event_id,
        next_occurred_at as drawn_at
    from steps
    where event_name = 'win_participation' and next_event_name = 'win_won'
)

{{ participations('win_participation', 'instant_wins', 'is_won') }}
