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
    event_id
from marts.fct_journey_events
where
    tenant_id = $tenant
    and ($journey is null or journey_id = $journey)
    -- Without a type: the records with an action, whatever their type.
    and case
        when $event_type is null then action_name is not null
        else event_type = $event_type
    end
    -- Numbers of a whole journey are those of journeys with a definition.
    and (
        $only_defined::boolean is not true
        or journey_id in (select journey_id from marts.fct_journeys where tenant_id = $tenant)
    )
    and ($step is null or step_id = $step)
    and ($platform is null or $platform = 'all' or platform = $platform)
    and ($action is null or coalesce(action_name, '') = $action)
    and ($first::date is null or event_date >= $first::date)
    and ($last::date is null or event_date <= $last::date)
order by journey_id, occurred_at, event_id
