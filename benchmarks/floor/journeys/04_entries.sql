-- One row per entry of a journey that has a definition, with the version that decides about it.
create temp table entries as
with entered as (
    select
        tenant_id,
        journey_id,
        entry_id,
        arg_min(
            {user_id: user_id, entered_at: occurred_at, trigger_event_id: trigger_event_id},
            (occurred_at, event_id)
        ) as entry
    from events
    where event_type = 'entered'
    group by tenant_id, journey_id, entry_id
),

exits as (
    select
        tenant_id,
        journey_id,
        entry_id,
        min(events.occurred_at) as exited_at
    from events
    join entered using (tenant_id, journey_id, entry_id)
    where events.event_type = 'exited' and events.occurred_at >= entered.entry.entered_at
    group by tenant_id, journey_id, entry_id
),

paired as (
    select
        entered.tenant_id,
        entered.journey_id,
        entered.entry_id,
        unnest(entered.entry),
        exits.exited_at
    from entered
    left join exits using (tenant_id, journey_id, entry_id)
)

select
    paired.*,
    versions.conversion_event,
    versions.conversion_filters,
    paired.exited_at + versions.counted_after_exit as window_closes_at
from paired
asof join versions
    on
        paired.tenant_id = versions.tenant_id
        and paired.journey_id = versions.journey_id
        and paired.entered_at >= versions.valid_from;

create temp macro is_number(value) as json_type(value) in ('BIGINT', 'UBIGINT', 'DOUBLE');
create temp macro is_same(value, wanted) as
    if(
        is_number(value) and is_number(wanted),
        value::double = wanted::double,
        value::varchar = wanted::varchar
    );

-- True if every attribute wanted is there and the same; numbers compare as numbers.
create temp macro has_all(attributes, filters) as
    coalesce(
        len(list_filter(
            json_keys(filters),
            lambda key: not coalesce(
                is_same(json_extract(attributes, key), json_extract(filters, key)), false
            )
        )) = 0,
        true
    );

-- One row per user and journey with a conversion: the first event that converts any of its entries,
-- credited to the latest of those that it converts.
create temp table conversions as
select
    entries.tenant_id,
    entries.journey_id,
    entries.entry_id,
    user_events.event_id,
    user_events.occurred_at
from entries
join user_events
    on
        entries.tenant_id = user_events.tenant_id
        and entries.user_id = user_events.user_id
        and entries.conversion_event = user_events.event_name
        and entries.entered_at <= user_events.occurred_at
where
    (entries.window_closes_at is null or user_events.occurred_at <= entries.window_closes_at)
    and user_events.event_id is distinct from entries.trigger_event_id
    and has_all(user_events.attributes, entries.conversion_filters)
qualify row_number() over (
    partition by entries.tenant_id, entries.journey_id, entries.user_id
    order by
        user_events.occurred_at,
        user_events.event_id,
        entries.entered_at desc,
        entries.entry_id desc
) = 1;

create table marts.fct_journey_entries as
select
    entries.tenant_id,
    entries.journey_id,
    entries.entry_id,
    entries.user_id,
    entries.entered_at,
    local_date(entries.entered_at, reporting_timezone) as entered_date,
    entries.exited_at,
    local_date(entries.exited_at, reporting_timezone) as exited_date,
    conversions.event_id is not null as is_converted,
    conversions.occurred_at as converted_at,
    local_date(conversions.occurred_at, reporting_timezone) as converted_date,
    conversions.event_id as conversion_event_id,
    entries.window_closes_at,
    coalesce(getvariable('as_of') <= entries.window_closes_at, true) as is_window_open,
    case
        when is_converted then if(exited_at is null, 'converted_active', 'converted_exited')
        else if(exited_at is null, 'active', 'exited')
    end as outcome
from entries
left join conversions using (tenant_id, journey_id, entry_id)
left join tenants using (tenant_id);
