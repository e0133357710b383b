{{
    config(
        materialized='incremental',
        incremental_strategy='replace_customers',
        logs_dates='participated_date',
        register='giveaways',
        created_column='participated_at',
        on_schema_change='fail',
    )
}}

-- depends_on: {{ ref('int_affected_customers') }}

with outcomes as (
    select
        tenant_id,
        event_id,
        min(created_at) as drawn_at
    from {{ ref('int_draws') }}
    group by tenant_id, event_id
)

{{ participations('participation', 'giveaways', 'is_drawn') }}
