-- Messages of Glific's export: typed, judged, and given an id where they have none. The contact is
-- who is named as such, else who is on the other side. Errors that are no JSON object read as missing.
SELECT
    file_index,
    line,
    reason,
    CASE WHEN reason IS NOT NULL THEN rtrim(raw, E'\r\n') END AS raw,
    exported_row_id(id, typed) AS id,
    text_key(exported_row_id(id, typed)) AS message_key,
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
            given_time_problem('sent_at', sent_at, sent_time),
            CASE
                WHEN is_blank(flow) THEN 'flow is missing'
                WHEN flow NOT IN ('inbound', 'outbound') THEN 'flow is neither inbound nor outbound'
                WHEN contact IS NULL THEN 'the message has no contact with a phone'
            END
        ) AS reason,
        {
            'bq_inserted_at': export_time(bq_inserted_at),
            'bq_uuid': blank_to_null(bq_uuid),
            'bsp_status': blank_to_null(bsp_status),
            'contact_phone': contact,
            'direction': flow,
            'error_code': coalesce(
                plain_text(json_extract_string(errors, '$.payload.payload.code')),
                plain_text(json_extract_string(errors, '$.code'))
            ),
            'error_title': coalesce(
                plain_text(json_extract_string(errors, '$.payload.payload.reason')),
                plain_text(json_extract_string(errors, '$.message'))
            ),
            'inserted_at': inserted_time,
            'is_hsm': is_true(is_hsm),
            'message_type': blank_to_null(type),
            'receiver_phone': receiver,
            'sender_phone': sender,
            'sent_at': sent_time,
            'status': blank_to_null(status),
            'tenant_id': tenant_id,
            'updated_at': coalesce(updated_time, inserted_time)
        } AS typed
    FROM (
        SELECT
            *,
            coalesce(
                exported_phone(contact_phone),
                CASE flow WHEN 'inbound' THEN sender WHEN 'outbound' THEN receiver END
            ) AS contact
        FROM (
            SELECT
                * REPLACE (object_text(errors::VARCHAR) AS errors),
                local_time(inserted_at) AS inserted_time,
                local_time(updated_at) AS updated_time,
                local_time(sent_at) AS sent_time,
                exported_phone(sender_phone) AS sender,
                exported_phone(receiver_phone) AS receiver
            FROM delivered_fields
        )
    )
)
