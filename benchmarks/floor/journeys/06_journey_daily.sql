-- One row per journey with a definition and local date, from the journey's first event on.
create table marts.fct_journey_daily as
with counted as (
    select
        tenant_id,
        journey_id,
        unnest([
            {activity_date: entered_date, counts_as: 'entries'},
            {
                activity_date: if(is_converted, entered_date, null),
                counts_as: 'conversions_by_entry_date'
            },
            {activity_date: converted_date, counts_as: 'conversions_by_conversion_date'},
            {activity_date: if(outcome = 'exited', exited_date, null), counts_as: 'exits'}
        ], recursive := true),
        1 as number
    from marts.fct_journey_entries
    union all
    select tenant_id, journey_id, event_date, 'messages_sent' as counts_as, count(*) as number
    from events
    where event_type = 'sent'
    group by all
),

counts as (
    select
        tenant_id,
        journey_id,
        activity_date,
        sum(number) filter (where counts_as = 'entries') as entries,
        sum(number) filter (where counts_as = 'conversions_by_entry_date')
            as conversions_by_entry_date,
        sum(number) filter (where counts_as = 'conversions_by_conversion_date')
            as conversions_by_conversion_date,
        sum(number) filter (where counts_as = 'exits') as exits,
        sum(number) filter (where counts_as = 'messages_sent') as messages_sent
    from counted
    where activity_date is not null
    group by tenant_id, journey_id, activity_date
),

days as (
    select
        tenant_id,
        journey_id,
        unnest(generate_series(first_date, greatest(last_date, last_day), interval 1 day))::date
            as activity_date
    from (
        select tenant_id, journey_id, min(event_date) as first_date
        from events
        semi join versions using (tenant_id, journey_id)
        group by tenant_id, journey_id
    )
    join last_days using (tenant_id)
    left join (
        select tenant_id, journey_id, max(activity_date) as last_date
        from counts
        group by tenant_id, journey_id
    ) using (tenant_id, journey_id)
)

select
    tenant_id,
    journey_id,
    activity_date,
    coalesce(entries, 0)::bigint as entries,
    coalesce(conversions_by_entry_date, 0)::bigint as conversions_by_entry_date,
    coalesce(conversions_by_conversion_date, 0)::bigint as conversions_by_conversion_date,
    coalesce(exits, 0)::bigint as exits,
    coalesce(messages_sent, 0)::bigint as messages_sent
from days
left join counts using (tenant_id, journey_id, activity_date);
