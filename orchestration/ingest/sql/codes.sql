-- Uploaded codes: typed and judged.
SELECT
    file_index,
    line,
    reason,
    CASE WHEN reason IS NOT NULL THEN rtrim(raw, E'\r\n') END AS raw,
    tenant_id,
    process_id,
    code,
    CASE WHEN reason IS NULL THEN code_key(tenant_id, process_id, code) END AS code_key,
    uploaded_time AS uploaded_at,
    points_number AS points,
    is_win_flag AS is_win
FROM (
    SELECT
        *,
        CASE
            WHEN shared_problem IS NOT NULL THEN shared_problem
            WHEN points_number IS NULL AND NOT is_blank(points)
                THEN 'points is no finite number'
            WHEN is_win_flag IS NULL AND NOT is_blank(is_win)
                THEN 'is_win is neither true nor false'
        END AS reason
    FROM (
        SELECT
            *,
            code_problem(problem, tenant_id, process_id, code, uploaded_at, uploaded_time)
                AS shared_problem
        FROM (
            SELECT
                file_index,
                line,
                raw,
                problem,
                tenant_id,
                process_id,
                code,
                uploaded_at,
                points,
                is_win,
                record_time(uploaded_at) AS uploaded_time,
                finite_number(points) AS points_number,
                flag(is_win) AS is_win_flag
            FROM delivered_fields
        )
    )
)
