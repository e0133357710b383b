-- One row per code to be entered that is uploaded on one landing day.
select
    tenant_id,
    process_id,
    entered_code(upload_number, code_number) as code,
    strftime(landing_day, '%Y-%m-%dT06:00:00Z') as uploaded_at,
    5 * (code_number % 20) as points,
    code_number % 10 = 0 as is_win
from uploads
where landing_day = getvariable('landing_day')
order by tenant_id, process_id, code_number
