-- The log is complete once the runs are: depends_on: {{ ref('int_flow_runs') }}
-- depends_on: {{ ref('int_own_numbers') }}
-- A run counts on every day that it is open, until the series ends if it has no end.
with last_days as (
    select max(last_date) as last_date
    from {{ ref('int_whatsapp_last_days') }}
),

changed_runs as (
    select
        started_date,
        ended_date
    from {{ source('state', 'flow_changes') }}
    union all
    select
        runs.started_date,
        runs.ended_date
    from {{ ref('int_flow_runs') }} as runs
    inner join {{ source('state', 'restated_keys') }} as restated
        on
            restated.kind = 'own_number'
            and restated.restated_key = runs.tenant_id || chr(31) || runs.contact_id
),

spans as (
    select
        changed_runs.started_date,
        coalesce(changed_runs.ended_date, last_days.last_date) as ended_date
    from changed_runs
    cross join last_days
)

select distinct days.flow_date
from spans
{{ each_date('spans.started_date', 'spans.ended_date', 'days', 'flow_date') }}
