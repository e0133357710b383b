-- Billed conversations of Glific's export: typed, judged, and given an id where they have none.
SELECT
    file_index,
    line,
    reason,
    CASE WHEN reason IS NOT NULL THEN rtrim(raw, E'\r\n') END AS raw,
    exported_row_id(id, typed) AS id,
    typed.*
FROM (
    SELECT
        file_index,
        line,
        raw,
        id,
        exported_row_problem(
            problem, tenant_id, inserted_at, inserted_time, updated_at, updated_time
        ) AS reason,
        {
            'bq_inserted_at': export_time(bq_inserted_at),
            'bq_uuid': blank_to_null(bq_uuid),
            'conversation_uuid': blank_to_null(conversation_uuid),
            'deduction_type': blank_to_null(deduction_type),
            'inserted_at': inserted_time,
            'is_billable': is_true(is_billable),
            'message_id': blank_to_null(message_id),
            'phone': exported_phone(phone),
            'tenant_id': tenant_id,
            'updated_at': coalesce(updated_time, inserted_time)
        } AS typed
    FROM (
        SELECT
            *,
            local_time(inserted_at) AS inserted_time,
            local_time(updated_at) AS updated_time
        FROM delivered_fields
    )
)
