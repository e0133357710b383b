copy (
    select
        journey_id,
        step_id,
        platform,
        channel,
        user_id,
        entry_id,
        occurred_at,
        event_type,
        action_name,
        reason,
        event_id
    from marts.fct_journey_events
    where tenant_id = 'tenant' and event_type = 'clicked'
    order by journey_id, occurred_at, event_id
) to 'rows.csv'
