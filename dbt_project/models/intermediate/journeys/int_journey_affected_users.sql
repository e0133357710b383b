-- The logs are complete once everything that writes them is:
-- depends_on: {{ ref('int_journey_event_deliveries') }}
-- depends_on: {{ ref('int_conversion_events') }}
-- depends_on: {{ ref('int_journey_versions') }}
-- Empty on a first build, where no model is incremental.
select user_key
from {{ source('state', 'journey_changes') }}
where user_key is not null
union
select spans.user_key
from {{ ref('int_journey_entry_spans') }} as spans
inner join {{ source('state', 'restated_keys') }} as restated
    on
        restated.kind = 'journey'
        and restated.restated_key = spans.tenant_id || chr(31) || spans.journey_id
