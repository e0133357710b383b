select
    journey_id,
    step_id,
    user_id,
    entry_id,
    first_entered_at,
    times_entered
from marts.fct_journey_entry_steps
where
    tenant_id = $tenant
    and is_drop_off
    and ($journey is null or journey_id = $journey)
    and ($step is null or step_id = $step)
    and ($first::date is null or first_entered_date >= $first::date)
    and ($last::date is null or first_entered_date <= $last::date)
order by journey_id, step_id, first_entered_at, entry_id
