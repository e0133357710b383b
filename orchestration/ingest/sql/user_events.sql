-- What users did: typed, judged, and given an id where it has none.
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
    user_id,
    event_name,
    occurred_time AS occurred_at,
    attributes_text AS attributes
FROM (
    SELECT
        *,
        CASE WHEN reason IS NULL AND given_id IS NULL THEN
            'generated-' || md5(to_json({
                'attributes': canonical_json(attributes_text),
                'event_name': event_name,
                'occurred_at': occurred_time,
                'tenant_id': tenant_id,
                'user_id': user_id
            })::VARCHAR)
        END AS generated_id
    FROM (
        SELECT
            *,
            CASE
                WHEN problem IS NOT NULL THEN problem
                WHEN is_blank(tenant_id) THEN 'tenant_id is missing'
                WHEN is_blank(user_id) THEN 'user_id is missing'
                WHEN is_blank(event_name) THEN 'event_name is missing'
                WHEN attributes_text IS NULL AND NOT is_blank_payload(attributes)
                    THEN 'attributes is no object'
                ELSE time_problem('occurred_at', occurred_at, occurred_time)
            END AS reason
        FROM (
            SELECT
                file_index,
                line,
                raw,
                problem,
                tenant_id,
                user_id,
                event_name,
                occurred_at,
                attributes::VARCHAR AS attributes,
                blank_to_null(event_id) AS given_id,
                record_time(occurred_at) AS occurred_time,
                object_text(attributes::VARCHAR) AS attributes_text
            FROM delivered_fields
        )
    )
)
