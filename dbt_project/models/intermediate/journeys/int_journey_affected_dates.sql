-- The logs are complete once the entries are:
-- depends_on: {{ ref('int_journey_entries') }}
-- depends_on: {{ ref('int_journey_event_deliveries') }}
-- Empty on a first build, where no model is incremental.
with changes as (
    select * from {{ source('state', 'journey_entry_changes') }}
)

select entered_date as activity_date from changes
union
select exited_date as activity_date from changes
where exited_date is not null
union
select converted_date as activity_date from changes
where converted_date is not null
union
select changed_date as activity_date
from {{ changed_dates_of(['int_journey_event_deliveries']) }}
