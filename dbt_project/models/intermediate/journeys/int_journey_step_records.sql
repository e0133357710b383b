{{
    config(
        materialized='incremental',
        incremental_strategy='replace_journey_users',
    )
}}

-- depends_on: {{ ref('int_journey_affected_users') }}

-- The first record of each user is marked, so that distinct users add up and no mart has to look
-- through all records for them.
with records as (
    select
        tenant_id,
        journey_id,
        user_key,
        event_key,
        event_type,
        step_id,
        platform,
        action_name
    from {{ ref('int_journey_event_deliveries') }}
    where
        not is_duplicate
        and (event_type not in ('entered', 'exited') or action_name is not null)
        {% if is_incremental() -%}
            and {{ is_affected_journey_user() }}
        {%- endif %}
),

neighbours as (
    select
        *,
        lag(journey_id) over in_order as last_journey_id,
        lag(step_id) over in_order as last_step_id,
        lag(event_type) over in_order as last_event_type,
        lag(platform) over in_order as last_platform
    from records
    window in_order as (
        partition by tenant_id, user_key
        order by journey_id, step_id, event_type, platform, event_key
    )
),

marked as (
    select
        *,
        not coalesce(
            last_journey_id = journey_id
            and last_step_id = step_id
            and last_event_type = event_type,
            false
        ) as is_first_of_step
    from neighbours
)

select
    tenant_id,
    journey_id,
    step_id,
    event_type,
    platform,
    action_name,
    user_key,
    event_key,
    is_first_of_step,
    is_first_of_step or last_platform <> platform as is_first_of_platform
from marked
