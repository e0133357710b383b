select
    tenant_id,
    journey_id,
    step_id,
    action_name,
    platform,
    count(*) as events,
    count(distinct user_key) as users
from {{ ref('int_journey_step_records') }}
where action_name is not null
group by tenant_id, journey_id, step_id, action_name, platform
