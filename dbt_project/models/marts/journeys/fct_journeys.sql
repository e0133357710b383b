-- Every measure is a sum over entries, so one pass over a few columns of them gives them all.
with entries as (
    select
        tenant_id,
        journey_id,
        count(*) as total_entries,
        count(*) filter (where is_first_of_user) as entered_users,
        count(*) filter (where is_converted) as converted_entries,
        count(*) filter (where is_converted and exited_at is not null)
            as converted_entries_exited,
        count(*) filter (where is_converted and exited_at is null) as converted_entries_active,
        count(*) filter (where not is_converted and exited_at is not null) as total_exits,
        count(*) filter (where not is_converted and exited_at is null) as active_entries,
        count(*) filter (where not is_converted and exited_at is not null and is_window_open)
            as open_window_exits
    from {{ ref('int_journey_entries') }}
    group by tenant_id, journey_id
),

messages as (
    select
        tenant_id,
        journey_id,
        cast(sum(messages_sent) as bigint) as messages_sent
    from {{ ref('int_journey_days') }}
    group by tenant_id, journey_id
)

select
    journeys.tenant_id,
    journeys.journey_id,
    journeys.journey_name,
    coalesce(messages.messages_sent, 0) as messages_sent,
    coalesce(entries.total_entries, 0) as total_entries,
    coalesce(entries.entered_users, 0) as entered_users,
    coalesce(entries.converted_entries, 0) as converted_users,
    cast(entries.converted_entries as double) / nullif(entries.entered_users, 0)
        as conversion_rate,
    coalesce(entries.converted_entries, 0) as converted_entries,
    coalesce(entries.converted_entries_exited, 0) as converted_entries_exited,
    coalesce(entries.converted_entries_active, 0) as converted_entries_active,
    cast(entries.converted_entries as double) / nullif(entries.total_entries, 0)
        as entry_conversion_rate,
    coalesce(entries.total_exits, 0) as total_exits,
    coalesce(entries.active_entries, 0) as active_entries,
    coalesce(entries.open_window_exits, 0) as open_window_exits
from {{ ref('int_journey_versions') }} as journeys
left join entries
    on
        journeys.tenant_id = entries.tenant_id
        and journeys.journey_id = entries.journey_id
left join messages
    on
        journeys.tenant_id = messages.tenant_id
        and journeys.journey_id = messages.journey_id
where journeys.is_newest
