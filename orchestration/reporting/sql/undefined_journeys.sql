select
    tenant_id,
    journey_id
from marts.dim_journeys
where not is_defined
order by tenant_id, journey_id
