-- The log is complete once the runs are: depends_on: {{ ref('int_flow_runs') }}
-- A run counts on every day that it is open, until the series ends if it has no end.
with last_days as (
    select max(last_date) as last_date
    from {{ ref('int_whatsapp_last_days') }}
),

changed_runs as (
    select
        changes.started_date,
        coalesce(changes.ended_date, last_days.last_date) as ended_date
    from {{ source('state', 'flow_changes') }} as changes
    cross join last_days
)

select distinct days.flow_date
from changed_runs
{{ each_date('changed_runs.started_date', 'changed_runs.ended_date', 'days', 'flow_date') }}
