-- Definitions of journeys: judged, filters and steps in one spelling whatever they were delivered in.
SELECT
    file_index,
    line,
    reason,
    CASE WHEN reason IS NOT NULL THEN rtrim(raw, E'\r\n') END AS raw,
    tenant_id,
    journey_id,
    journey_name,
    valid_from_time AS valid_from,
    conversion_event,
    CASE WHEN reason IS NULL THEN nullif(canonical_json(filters_text), '{}') END
        AS conversion_filters,
    window_seconds AS stop_counting_after_exit_seconds,
    CASE WHEN reason IS NULL AND len(defined_steps) > 0 THEN
        to_json(list_transform(defined_steps, lambda step: defined_step(step)))::VARCHAR
    END AS steps
FROM (
    SELECT
        *,
        CASE
            WHEN problem IS NOT NULL THEN problem
            WHEN is_blank(tenant_id) THEN 'tenant_id is missing'
            WHEN is_blank(journey_id) THEN 'journey_id is missing'
            WHEN is_blank(conversion_event) THEN 'conversion_event is missing'
            WHEN is_blank(stop_counting_after_exit_seconds)
                THEN 'definition error: stop_counting_after_exit_seconds is missing'
            WHEN window_seconds IS NULL OR window_seconds < 0
                THEN 'definition error: stop_counting_after_exit_seconds is no number of seconds'
            WHEN valid_from_time IS NULL AND NOT is_blank(valid_from)
                THEN 'definition error: valid_from is no usable time'
            WHEN filters_text IS NULL AND NOT is_blank_payload(conversion_filters)
                THEN 'definition error: conversion_filters is no object'
            WHEN defined_steps IS NULL AND NOT is_blank_payload(steps)
                THEN 'definition error: steps is no array'
            WHEN list_bool_or(list_transform(defined_steps, lambda step: has_nested_text(step)))
                THEN 'definition error: a step has an object or array, not text'
            WHEN list_bool_or(list_transform(defined_steps, lambda step: lacks_step_id(step)))
                THEN 'definition error: a step is no object or has no step_id'
        END AS reason
    FROM (
        SELECT
            file_index,
            line,
            raw,
            problem,
            tenant_id,
            journey_id,
            journey_name,
            valid_from,
            conversion_event,
            conversion_filters::VARCHAR AS conversion_filters,
            stop_counting_after_exit_seconds,
            steps::VARCHAR AS steps,
            any_time(valid_from) AS valid_from_time,
            object_text(conversion_filters::VARCHAR) AS filters_text,
            finite_number(stop_counting_after_exit_seconds) AS window_seconds,
            delivered_steps(array_text(steps::VARCHAR)) AS defined_steps
        FROM delivered_fields
    )
)
