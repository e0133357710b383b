-- The steps of a journey's newest version, and those that only its records name.
with entered as (
    select
        tenant_id,
        journey_id,
        step_id,
        count(*) as entries,
        count(*) filter (where is_first_of_step) as users
    from {{ ref('int_journey_step_records') }}
    where event_type = 'step_entered'
    group by tenant_id, journey_id, step_id
),

drop_offs as (
    select
        tenant_id,
        journey_id,
        step_id,
        count(*) filter (where is_drop_off) as drop_off
    from {{ ref('int_journey_entry_steps') }}
    group by tenant_id, journey_id, step_id
),

steps as (
    select
        tenant_id,
        journey_id,
        step_id
    from {{ ref('int_journey_steps') }}
    union
    select
        tenant_id,
        journey_id,
        step_id
    from entered
)

select
    steps.tenant_id,
    steps.journey_id,
    steps.step_id,
    defined.step_name,
    defined.channel,
    defined.position,
    coalesce(entered.entries, 0) as entries,
    coalesce(entered.users, 0) as users,
    coalesce(drop_offs.drop_off, 0) as drop_off
from steps
left join {{ ref('int_journey_steps') }} as defined
    on
        steps.tenant_id = defined.tenant_id
        and steps.journey_id = defined.journey_id
        and steps.step_id = defined.step_id
left join entered
    on
        steps.tenant_id = entered.tenant_id
        and steps.journey_id = entered.journey_id
        and steps.step_id = entered.step_id
left join drop_offs
    on
        steps.tenant_id = drop_offs.tenant_id
        and steps.journey_id = drop_offs.journey_id
        and steps.step_id = drop_offs.step_id
