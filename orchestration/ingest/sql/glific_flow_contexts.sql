-- Runs of flows of Glific's export: typed, judged, and given an id where they have none. Results
-- that are no JSON object read as missing.
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
        coalesce(
            exported_row_problem(
                problem, tenant_id, inserted_at, inserted_time, updated_at, updated_time
            ),
            given_time_problem('completed_at', completed_at, completed_time)
        ) AS reason,
        {
            'bq_inserted_at': export_time(bq_inserted_at),
            'bq_uuid': blank_to_null(bq_uuid),
            'completed_at': completed_time,
            'contact_id': blank_to_null(contact_id),
            'contact_phone': exported_phone(contact_phone),
            'flow_id': blank_to_null(flow_id),
            'flow_name': flow_name,
            'flow_uuid': blank_to_null(flow_uuid),
            'inserted_at': inserted_time,
            'is_broadcast': NOT is_blank(message_broadcast_id) OR NOT is_blank(flow_broadcast_id),
            'is_keyword':
                json_type(object_text(results::VARCHAR), '$.flow_keyword') IS NOT NULL,
            'is_killed': is_true(is_killed),
            'parent_id': blank_to_null(parent_id),
            'tenant_id': tenant_id,
            'updated_at': coalesce(updated_time, inserted_time),
            'wa_group_id': blank_to_null(wa_group_id)
        } AS typed
    FROM (
        SELECT
            *,
            local_time(inserted_at) AS inserted_time,
            local_time(updated_at) AS updated_time,
            local_time(completed_at) AS completed_time
        FROM delivered_fields
    )
)
