-- Histories of contacts of Glific's export: typed, judged, and given an id where they have none.
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
            given_time_problem('event_datetime', event_datetime, event_time),
            exported_phone_problem('phone', phone)
        ) AS reason,
        {
            'bq_inserted_at': export_time(bq_inserted_at),
            'bq_uuid': blank_to_null(bq_uuid),
            'event_datetime': event_time,
            'event_type': blank_to_null(event_type),
            'inserted_at': inserted_time,
            'phone': exported_phone(phone),
            'tenant_id': tenant_id,
            'updated_at': coalesce(updated_time, inserted_time)
        } AS typed
    FROM (
        SELECT
            *,
            local_time(inserted_at) AS inserted_time,
            local_time(updated_at) AS updated_time,
            local_time(event_datetime) AS event_time
        FROM delivered_fields
    )
)
