select
    tenant_id,
    journey_id,
    step_id,
    event_type,
    platform,
    count(*) as events,
    count(*) filter (where is_first_of_platform) as users
from {{ ref('int_journey_step_records') }}
where event_type in ('sent', 'delivered', 'viewed', 'clicked', 'failed', 'custom')
group by tenant_id, journey_id, step_id, event_type, platform
