-- A version of a definition is known by the time it is valid from; delivered again, the latest
-- landing day describes it, within it the last file, within that the last line.
select
    landing_day,
    file_name,
    line,
    tenant_id,
    journey_id,
    journey_name,
    valid_from,
    conversion_event,
    conversion_filters,
    steps,
    stop_counting_microseconds,
    {{ text_key([
        'tenant_id', 'conversion_event', "coalesce(conversion_filters, '')"
    ]) }} as rule_key,
    row_number() over (
        partition by tenant_id, journey_id, valid_from
        order by landing_day desc, file_name desc, line desc
    ) = 1 as is_latest
from {{ ref('stg_journeys__definitions') }}
