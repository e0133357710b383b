-- Callbacks that we use, judged by what all of them have in common. The time of what happened is
-- given in seconds, that of the callback in milliseconds.
CREATE TEMP TABLE staged_callbacks AS
SELECT
    *,
    CASE
        WHEN app IS NULL THEN 'a callback names no app'
        WHEN coalesce(json_type(payload), 'NULL') <> 'OBJECT'
            THEN 'the payload of a callback is no object'
        WHEN event_time IS NOT NULL THEN time_problem('ts', event_time, occurred_at)
        ELSE time_problem('timestamp', callback_time, occurred_at)
    END AS reason
FROM (
    SELECT
        *,
        CASE
            WHEN event_time IS NOT NULL THEN unix_time(event_time)
            ELSE unix_milliseconds(callback_time)
        END AS occurred_at
    FROM (
        SELECT
            file_index,
            line,
            1::BIGINT AS position,
            type,
            plain_text(json_extract_string(raw, '$.app')) AS app,
            json_extract(raw, '$.payload') AS payload,
            blank_to_null(json_extract_string(raw, '$.payload.payload.ts')) AS event_time,
            json_extract_string(raw, '$.timestamp') AS callback_time
        FROM staged
        WHERE reason IS NULL AND raw IS NOT NULL
    )
)
