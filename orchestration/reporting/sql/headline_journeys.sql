select
    tenant_id as tenant,
    coalesce(journey_name, journey_id) as journey,
    total_entries as entries,
    entered_users as users,
    round(100 * conversion_rate, 1) as "conversion %",
    total_exits as exits,
    active_entries as active,
    messages_sent as "messages sent"
from marts.fct_journeys
order by total_entries desc, tenant_id, journey_id
limit 8
