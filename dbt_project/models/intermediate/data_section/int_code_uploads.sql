-- The upload that counts is the one that was delivered first.
select
    source,
    landing_day,
    file_name,
    line,
    tenant_id,
    process_id,
    code,
    uploaded_at,
    points,
    is_win,
    row_number() over (
        partition by source, code_key, tenant_id, process_id, code
        order by landing_day, file_name, line
    ) > 1 as is_duplicate
from {{ ref('stg_codes__uploads') }}
