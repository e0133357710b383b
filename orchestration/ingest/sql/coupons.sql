-- Uploaded coupon codes: typed and judged.
SELECT
    file_index,
    line,
    reason,
    CASE WHEN reason IS NOT NULL THEN rtrim(raw, E'\r\n') END AS raw,
    tenant_id,
    process_id,
    code,
    CASE WHEN reason IS NULL THEN code_key(tenant_id, process_id, code) END AS code_key,
    uploaded_time AS uploaded_at
FROM (
    SELECT
        *,
        code_problem(problem, tenant_id, process_id, code, uploaded_at, uploaded_time) AS reason
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
            record_time(uploaded_at) AS uploaded_time
        FROM delivered_fields
    )
)
