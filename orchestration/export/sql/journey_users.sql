with entries as (
    select
        *,
        case $dated_by::varchar
            when 'entry' then entered_date
            when 'conversion' then converted_date
        end as counted_date
    from marts.fct_journey_entries
    where
        tenant_id = $tenant
        and ($journey is null or journey_id = $journey)
        and ($is_converted::boolean is null or is_converted = $is_converted::boolean)
)

select
    journey_id,
    user_id,
    entry_id,
    entered_at,
    exited_at,
    bool_or(is_converted) over of_user as is_converted,
    -- A user converts at most once in a journey: of one entry, there is no choice to make.
    max(entry_id) filter (where is_converted) over of_user as converted_entry_id,
    max(converted_at) over of_user as converted_at,
    max(conversion_event_id) over of_user as conversion_event_id
from entries
where
    ($first::date is null or counted_date >= $first::date)
    and ($last::date is null or counted_date <= $last::date)
window of_user as (partition by journey_id, user_id)
qualify row_number() over (partition by journey_id, user_id order by entered_at, entry_id) = 1
order by journey_id, entered_at, entry_id
