{{
    config(
        materialized='incremental',
        incremental_strategy='replace_journey_users',
        flips=true,
        log_into='journey_entry_changes',
        compared=[
            'tenant_id', 'journey_id', 'entry_id', 'user_id', 'entered_at', 'entered_date',
            'exited_at', 'exited_date', 'converted_at', 'converted_date', 'conversion_event_id',
        ],
        logged=['entered_date', 'exited_date', 'converted_date'],
        logs_dates='entered_date',
    )
}}

-- depends_on: {{ ref('int_journey_affected_users') }}

with as_of as (
    select max(as_of) as as_of from {{ source('state', 'as_of') }}
),

spans as (
    select * from {{ ref('int_journey_entry_spans') }}
    {% if is_incremental() -%}
        where {{ is_affected_journey_user(flips=true) }}
    {%- endif %}
),

entries as (
    select
        spans.*,
        versions.rule_key,
        {{ microseconds_after('spans.exited_at', 'versions.stop_counting_microseconds') }}
            as window_closes_at
    from spans
    inner join {{ ref('int_journey_versions') }} as versions
        on
            spans.tenant_id = versions.tenant_id
            and spans.journey_id = versions.journey_id
            and (versions.valid_from is null or spans.entered_at >= versions.valid_from)
            and (versions.valid_until is null or spans.entered_at < versions.valid_until)
),

-- Events in the order in which they would be the first to qualify. Ids are compared within one
-- source, so an entry's trigger is at most one event of each: the next one then takes its place.
events as (
    select
        *,
        row_number() over in_order as event_number,
        lead(event_id) over in_order as next_event_id,
        lead(occurred_at) over in_order as next_occurred_at
    from {{ ref('int_conversion_events') }}
    {% if is_incremental() -%}
        where {{ is_affected_journey_user(flips=true) }}
    {%- endif %}
    window in_order as (
        partition by tenant_id, user_id, rule_key, source
        order by occurred_at, event_id
    )
),

sources as (
    select distinct source from events
),

-- One line of time per user, rule and source: the first event at or after an entry is found without
-- setting every entry against every event.
moments as (
    select
        source,
        tenant_id,
        user_id,
        rule_key,
        occurred_at as moment,
        event_number,
        cast(null as {{ dbt.type_string() }}) as journey_id,
        cast(null as {{ dbt.type_string() }}) as entry_id
    from events
    union all
    select
        sources.source,
        entries.tenant_id,
        entries.user_id,
        entries.rule_key,
        entries.entered_at as moment,
        cast(null as bigint) as event_number,
        entries.journey_id,
        entries.entry_id
    from entries
    cross join sources
),

first_numbers as (
    select
        *,
        min(event_number) over (
            partition by tenant_id, user_id, rule_key, source
            order by moment
            range between current row and unbounded following
        ) as first_number
    from moments
    qualify entry_id is not null and first_number is not null
),

first_events as (
    select
        entries.tenant_id,
        entries.journey_id,
        entries.user_id,
        entries.window_closes_at,
        case
            when events.event_id = entries.trigger_event_id then events.next_event_id
            else events.event_id
        end as event_id,
        case
            when events.event_id = entries.trigger_event_id then events.next_occurred_at
            else events.occurred_at
        end as occurred_at
    from first_numbers
    inner join entries
        on
            first_numbers.tenant_id = entries.tenant_id
            and first_numbers.journey_id = entries.journey_id
            and first_numbers.entry_id = entries.entry_id
    inner join events
        on
            first_numbers.tenant_id = events.tenant_id
            and first_numbers.user_id = events.user_id
            and first_numbers.rule_key = events.rule_key
            and first_numbers.source = events.source
            and first_numbers.first_number = events.event_number
),

conversions as (
    select
        tenant_id,
        journey_id,
        user_id,
        event_id,
        occurred_at
    from first_events
    where
        event_id is not null
        and (window_closes_at is null or occurred_at <= window_closes_at)
    qualify row_number() over (
        partition by tenant_id, journey_id, user_id
        order by occurred_at, event_id
    ) = 1
),

-- The latest entry for which that event qualifies, by the rule of the entry's own version.
credited as (
    select
        entries.tenant_id,
        entries.journey_id,
        entries.entry_id,
        conversions.event_id,
        conversions.occurred_at
    from conversions
    inner join entries
        on
            conversions.tenant_id = entries.tenant_id
            and conversions.journey_id = entries.journey_id
            and conversions.user_id = entries.user_id
            and conversions.occurred_at >= entries.entered_at
            and (
                entries.window_closes_at is null
                or conversions.occurred_at <= entries.window_closes_at
            )
            and conversions.event_id is distinct from entries.trigger_event_id
    where (
        entries.tenant_id, entries.user_id, entries.rule_key,
        conversions.event_id, conversions.occurred_at
    ) in (
        select
            events.tenant_id,
            events.user_id,
            events.rule_key,
            events.event_id,
            events.occurred_at
        from events
    )
    qualify row_number() over (
        partition by entries.tenant_id, entries.journey_id, entries.user_id
        order by entries.entered_at desc, entries.entry_id desc
    ) = 1
)

select
    entries.tenant_id,
    entries.journey_id,
    entries.entry_id,
    entries.user_id,
    entries.user_key,
    entries.entered_at,
    {{ local_date('entries.entered_at', 'entries.reporting_timezone') }} as entered_date,
    entries.exited_at,
    {{ local_date('entries.exited_at', 'entries.reporting_timezone') }} as exited_date,
    credited.entry_id is not null as is_converted,
    credited.occurred_at as converted_at,
    {{ local_date('credited.occurred_at', 'entries.reporting_timezone') }} as converted_date,
    credited.event_id as conversion_event_id,
    entries.window_closes_at,
    coalesce(as_of.as_of <= entries.window_closes_at, entries.exited_at is null) as is_window_open,
    row_number() over (
        partition by entries.tenant_id, entries.journey_id, entries.user_id
        order by entries.entered_at, entries.entry_id
    ) = 1 as is_first_of_user
from entries
cross join as_of
left join credited
    on
        entries.tenant_id = credited.tenant_id
        and entries.journey_id = credited.journey_id
        and entries.entry_id = credited.entry_id
