-- One row per coupon that is uploaded on one landing day.
select
    tenant_id,
    process_id,
    coupon_code(upload_number, code_number) as code,
    strftime(landing_day, '%Y-%m-%dT06:00:00Z') as uploaded_at
from uploads
where landing_day = getvariable('landing_day')
order by tenant_id, process_id, code_number
