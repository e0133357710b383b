-- Glific's own counts: typed, judged, and given an id where they have none.
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
            time_problem('date', given_date, stats_date::TIMESTAMP),
            CASE
                WHEN is_blank(period) THEN 'period is missing'
                WHEN NOT is_blank(given_hour) AND hour_of_day IS NULL
                    THEN 'hour is no number from 0 to 23'
                WHEN NOT is_blank(conversations) AND conversation_count IS NULL
                    THEN 'conversations is no whole number'
            END
        ) AS reason,
        {
            'bq_inserted_at': export_time(bq_inserted_at),
            'bq_uuid': blank_to_null(bq_uuid),
            'conversations': conversation_count,
            'hour': hour_of_day,
            'inserted_at': inserted_time,
            'period': period,
            'stats_date': stats_date,
            'tenant_id': tenant_id,
            'updated_at': coalesce(updated_time, inserted_time)
        } AS typed
    FROM (
        SELECT
            * RENAME ("date" AS given_date, "hour" AS given_hour),
            local_time(inserted_at) AS inserted_time,
            local_time(updated_at) AS updated_time,
            calendar_day("date") AS stats_date,
            CASE
                WHEN whole_number("hour") <= 23 THEN whole_number("hour")::INTEGER
            END AS hour_of_day,
            whole_number(conversations) AS conversation_count
        FROM delivered_fields
    )
)
