-- Facts of the chatbot platform's export: typed, judged, and given an id where they have none.
SELECT
    file_index,
    line,
    reason,
    CASE WHEN reason IS NOT NULL THEN rtrim(raw, E'\r\n') END AS raw,
    tenant_id,
    coalesce(given_id, generated_id) AS id,
    CASE
        WHEN reason IS NULL THEN event_key(tenant_id, coalesce(given_id, generated_id))
    END AS event_key,
    event_type,
    created_time AS created_at,
    entity_id,
    amount_number AS amount
FROM (
    SELECT
        *,
        CASE WHEN reason IS NULL AND given_id IS NULL THEN
            'generated-' || md5(to_json({
                'amount': amount_number,
                'created_at': created_time,
                'entity_id': entity_id,
                'event_type': event_type,
                'tenant_id': tenant_id
            })::VARCHAR)
        END AS generated_id
    FROM (
        SELECT
            *,
            CASE
                WHEN problem IS NOT NULL THEN problem
                WHEN is_blank(tenant_id) THEN 'tenant_id is missing'
                WHEN is_blank(event_type) THEN 'event_type is missing'
                WHEN is_impossible_score(event_type)
                    THEN 'event_type is a survey score other than 0 to 10'
                WHEN amount_number IS NULL AND NOT is_blank(amount)
                    THEN 'amount is no finite number'
                ELSE time_problem('created_at', created_at, created_time)
            END AS reason
        FROM (
            SELECT
                file_index,
                line,
                raw,
                problem,
                tenant_id,
                event_type,
                created_at,
                amount,
                blank_to_null(id) AS given_id,
                blank_to_null(entity_id) AS entity_id,
                record_time(created_at) AS created_time,
                finite_number(amount) AS amount_number
            FROM delivered_fields
        )
    )
)
