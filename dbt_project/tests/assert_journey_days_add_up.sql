-- The days of a journey add up to its key figures: no entry, conversion, exit or message is on no
-- day, or on two.
with days as (
    select
        tenant_id,
        journey_id,
        sum(entries) as entries,
        sum(conversions_by_entry_date) as conversions_by_entry_date,
        sum(conversions_by_conversion_date) as conversions_by_conversion_date,
        sum(exits) as exits,
        sum(messages_sent) as messages_sent
    from {{ ref('fct_journey_daily') }}
    group by tenant_id, journey_id
)

select
    journeys.tenant_id,
    journeys.journey_id
from {{ ref('fct_journeys') }} as journeys
left join days
    on
        journeys.tenant_id = days.tenant_id
        and journeys.journey_id = days.journey_id
where
    journeys.total_entries <> coalesce(days.entries, 0)
    or journeys.converted_entries <> coalesce(days.conversions_by_entry_date, 0)
    or journeys.converted_entries <> coalesce(days.conversions_by_conversion_date, 0)
    or journeys.total_exits <> coalesce(days.exits, 0)
    or journeys.messages_sent <> coalesce(days.messages_sent, 0)
