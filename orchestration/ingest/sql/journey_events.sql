-- What happened in journeys: typed, judged, and given an id where it has none. The reason that a
-- record states is not the reason why it was rejected.
SELECT
    file_index,
    line,
    reason,
    CASE WHEN reason IS NOT NULL THEN rtrim(raw, E'\r\n') END AS raw,
    tenant_id,
    coalesce(given_id, generated_id) AS event_id,
    CASE
        WHEN reason IS NULL THEN event_key(tenant_id, coalesce(given_id, generated_id))
    END AS event_key,
    journey_id,
    user_id,
    entry_id,
    event_type,
    occurred_time AS occurred_at,
    step_id,
    channel,
    platform,
    action_name,
    trigger_event_id,
    stated_reason,
    payload_text AS payload
FROM (
    SELECT
        *,
        CASE WHEN reason IS NULL AND given_id IS NULL THEN
            'generated-' || md5(to_json({
                'action_name': action_name,
                'channel': channel,
                'entry_id': entry_id,
                'event_type': event_type,
                'journey_id': journey_id,
                'occurred_at': occurred_time,
                'payload': canonical_json(payload_text),
                'platform': platform,
                'reason': stated_reason,
                'step_id': step_id,
                'tenant_id': tenant_id,
                'trigger_event_id': trigger_event_id,
                'user_id': user_id
            })::VARCHAR)
        END AS generated_id
    FROM (
        SELECT
            *,
            CASE
                WHEN problem IS NOT NULL THEN problem
                WHEN is_blank(tenant_id) THEN 'tenant_id is missing'
                WHEN is_blank(journey_id) THEN 'journey_id is missing'
                WHEN is_blank(user_id) THEN 'user_id is missing'
                WHEN is_blank(entry_id) THEN 'entry_id is missing'
                WHEN is_blank(event_type) THEN 'event_type is missing'
                WHEN event_type NOT IN (
                    'entered', 'step_entered', 'sent', 'delivered', 'viewed', 'clicked', 'failed',
                    'custom', 'exited'
                )
                    THEN 'event_type is none of entered, step_entered, sent, delivered, viewed,'
                        || ' clicked, failed, custom, exited'
                WHEN payload_text IS NULL AND NOT is_blank_payload(payload)
                    THEN 'payload is no object'
                ELSE time_problem('occurred_at', occurred_at, occurred_time)
            END AS reason
        FROM (
            SELECT
                file_index,
                line,
                raw,
                problem,
                tenant_id,
                journey_id,
                user_id,
                entry_id,
                event_type,
                occurred_at,
                payload::VARCHAR AS payload,
                blank_to_null(event_id) AS given_id,
                blank_to_null(step_id) AS step_id,
                blank_to_null(channel) AS channel,
                blank_to_null(platform) AS platform,
                blank_to_null(action_name) AS action_name,
                blank_to_null(trigger_event_id) AS trigger_event_id,
                blank_to_null(reason) AS stated_reason,
                record_time(occurred_at) AS occurred_time,
                object_text(payload::VARCHAR) AS payload_text
            FROM delivered_fields
        )
    )
)
