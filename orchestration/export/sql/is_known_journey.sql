select
    exists(from marts.fct_journeys where tenant_id = $tenant and journey_id = $journey)
    or exists(from marts.fct_journey_events where tenant_id = $tenant and journey_id = $journey)
