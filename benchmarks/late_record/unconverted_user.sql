-- The user of an entry near an instant who has not converted in that journey, with the event that
-- would do so a minute after the entry. Of journeys with one conversion event ever and no filters.
with definitions as (
    select tenant_id, journey_id, any_value(conversion_event) as conversion_event
    from read_json(
        getvariable('definitions'),
        format = 'newline_delimited',
        columns = {
            tenant_id: 'varchar',
            journey_id: 'varchar',
            conversion_event: 'varchar',
            conversion_filters: 'varchar'
        }
    )
    group by tenant_id, journey_id
    having count(distinct conversion_event) = 1 and count(nullif(conversion_filters, '{}')) = 0
),

minutes as (
    select *, entered_at + interval 1 minute as minute_later
    from marts.fct_journey_entries
)

select
    tenant_id,
    user_id,
    definitions.conversion_event,
    strftime(minutes.minute_later, '%Y-%m-%dT%H:%M:%S.%fZ') as occurred_at
from minutes
join definitions using (tenant_id, journey_id)
where
    coalesce(minutes.minute_later <= minutes.window_closes_at, true)
    and not exists (
        select 1
        from marts.fct_journey_entries as converted
        where
            converted.tenant_id = minutes.tenant_id
            and converted.journey_id = minutes.journey_id
            and converted.user_id = minutes.user_id
            and converted.is_converted
    )
order by abs(epoch_us(minutes.entered_at) - epoch_us(getvariable('around'))), minutes.entry_id
limit 1
