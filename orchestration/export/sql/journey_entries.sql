with entries as (
    select
        *,
        case $dated_by::varchar
            when 'entry' then entered_date
            when 'exit' then exited_date
            when 'conversion' then converted_date
        end as counted_date
    from marts.fct_journey_entries
    where
        tenant_id = $tenant
        and ($journey is null or journey_id = $journey)
        and ($outcomes::varchar[] is null or list_contains($outcomes::varchar[], outcome))
        and ($is_window_open::boolean is null or is_window_open = $is_window_open::boolean)
)

select
    journey_id,
    entry_id,
    user_id,
    entered_at,
    exited_at,
    outcome,
    is_converted,
    converted_at,
    conversion_event_id,
    window_closes_at,
    is_window_open
from entries
where
    ($first::date is null or counted_date >= $first::date)
    and ($last::date is null or counted_date <= $last::date)
order by journey_id, entered_at, entry_id
