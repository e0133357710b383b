with records as (
    select
        *,
        -- What the number is kept by, besides journey, step and user.
        case when $by_platform::boolean and $platform is distinct from 'all' then platform end
            as own_platform,
        case when $by_action::boolean then action_name end as own_action
    from marts.fct_journey_events
    where
        tenant_id = $tenant
        and ($journey is null or journey_id = $journey)
        -- Without a type: the records with an action, whatever their type.
        and case
            when $event_type is null then action_name is not null
            else event_type = $event_type
        end
        and ($step is null or step_id = $step)
        and ($platform is null or $platform = 'all' or platform = $platform)
        and ($action is null or coalesce(action_name, '') = $action)
        and ($first::date is null or event_date >= $first::date)
        and ($last::date is null or event_date <= $last::date)
)

select
    journey_id,
    step_id,
    platform,
    channel,
    user_id,
    entry_id,
    occurred_at,
    event_type,
    action_name,
    reason,
    event_id,
    count(*) over (
        partition by journey_id, step_id, own_platform, own_action, user_id
    ) as records
from records
qualify
    row_number() over (
        partition by journey_id, step_id, own_platform, own_action, user_id
        order by occurred_at desc, event_id desc
    ) = 1
order by journey_id, step_id, own_platform, own_action, user_id
