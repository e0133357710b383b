-- One row per journey that has a definition.
create table marts.fct_journeys as
with counts as (
    select
        tenant_id,
        journey_id,
        count(*) as total_entries,
        count(distinct user_id) as entered_users,
        count(distinct user_id) filter (where is_converted) as converted_users,
        count(*) filter (where outcome = 'converted_exited') as converted_entries_exited,
        count(*) filter (where outcome = 'converted_active') as converted_entries_active,
        count(*) filter (where outcome = 'exited') as total_exits,
        count(*) filter (where outcome = 'active') as active_entries,
        count(*) filter (where outcome = 'exited' and is_window_open) as open_window_exits
    from marts.fct_journey_entries
    group by tenant_id, journey_id
),

sent as (
    select tenant_id, journey_id, count(*) as messages_sent
    from events
    where event_type = 'sent'
    group by tenant_id, journey_id
)

select
    tenant_id,
    journey_id,
    versions.journey_name,
    coalesce(sent.messages_sent, 0) as messages_sent,
    coalesce(counts.total_entries, 0) as total_entries,
    coalesce(counts.entered_users, 0) as entered_users,
    coalesce(counts.converted_users, 0) as converted_users,
    counts.converted_users / nullif(counts.entered_users, 0) as conversion_rate,
    converted_entries_exited + converted_entries_active as converted_entries,
    coalesce(counts.converted_entries_exited, 0) as converted_entries_exited,
    coalesce(counts.converted_entries_active, 0) as converted_entries_active,
    converted_entries / nullif(counts.total_entries, 0) as entry_conversion_rate,
    coalesce(counts.total_exits, 0) as total_exits,
    coalesce(counts.active_entries, 0) as active_entries,
    coalesce(counts.open_window_exits, 0) as open_window_exits
from versions
left join counts using (tenant_id, journey_id)
left join sent using (tenant_id, journey_id)
where versions.is_newest;
