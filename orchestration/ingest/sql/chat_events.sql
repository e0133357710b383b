-- Chat events: typed, judged, and given an id where they have none.
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
    event_name,
    occurred_time AS occurred_at,
    customer_id,
    session_id,
    process_instance_id,
    process_id,
    process_name,
    module_id,
    module_name,
    module_type,
    platform,
    amount_number AS amount,
    payload_text AS payload
FROM (
    SELECT
        *,
        CASE WHEN reason IS NULL AND given_id IS NULL THEN
            'generated-' || md5(to_json({
                'amount': amount_number,
                'customer_id': customer_id,
                'event_name': event_name,
                'module_id': module_id,
                'module_name': module_name,
                'module_type': module_type,
                'occurred_at': occurred_time,
                'payload': canonical_json(payload_text),
                'platform': platform,
                'process_id': process_id,
                'process_instance_id': process_instance_id,
                'process_name': process_name,
                'session_id': session_id,
                'tenant_id': tenant_id
            })::VARCHAR)
        END AS generated_id
    FROM (
        SELECT
            *,
            CASE
                WHEN problem IS NOT NULL THEN problem
                WHEN is_blank(tenant_id) THEN 'tenant_id is missing'
                WHEN is_blank(event_name) THEN 'event_name is missing'
                WHEN is_impossible_score(event_name)
                    THEN 'event_name is a survey score other than 0 to 10'
                WHEN amount_number IS NULL AND NOT is_blank(amount)
                    THEN 'amount is no finite number'
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
                event_name,
                occurred_at,
                process_name,
                module_name,
                module_type,
                platform,
                amount,
                payload::VARCHAR AS payload,
                blank_to_null(event_id) AS given_id,
                blank_to_null(customer_id) AS customer_id,
                blank_to_null(session_id) AS session_id,
                blank_to_null(process_instance_id) AS process_instance_id,
                blank_to_null(process_id) AS process_id,
                blank_to_null(module_id) AS module_id,
                record_time(occurred_at) AS occurred_time,
                finite_number(amount) AS amount_number,
                object_text(payload::VARCHAR) AS payload_text
            FROM delivered_fields
        )
    )
)
