-- All time, from the daily mart: what it reads grows with modules and days, not with events.
with daily as (
    select * from {{ ref('fct_module_visits_daily') }}
),

visits as (
    select
        tenant_id,
        process_id,
        module_id,
        sum(visits) as visits
    from daily
    group by tenant_id, process_id, module_id
),

latest_days as (
    select
        tenant_id,
        process_id,
        module_id,
        module_name,
        module_type
    from daily
    qualify row_number() over (
        partition by tenant_id, process_id, module_id
        order by visit_date desc
    ) = 1
),

frequencies as (
    select
        visits.tenant_id,
        visits.process_id,
        visits.module_id,
        latest_days.module_name,
        latest_days.module_type,
        cast(visits.visits as bigint) as visits,
        cast(visits.visits as double) / max(visits.visits) over (
            partition by visits.tenant_id, visits.process_id
        ) as relative_frequency
    from visits
    inner join latest_days
        on
            visits.tenant_id = latest_days.tenant_id
            and visits.process_id = latest_days.process_id
            and visits.module_id = latest_days.module_id
)

select
    tenant_id,
    process_id,
    module_id,
    module_name,
    module_type,
    visits,
    relative_frequency,
    {{ heat('relative_frequency') }} as heat
from frequencies
