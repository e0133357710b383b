-- Tenants: judged; whether a time zone is known is told by the table of IANA names.
SELECT
    file_index,
    line,
    reason,
    CASE WHEN reason IS NOT NULL THEN rtrim(raw, E'\r\n') END AS raw,
    tenant_id,
    tenant_name,
    blank_to_null(reporting_timezone) AS reporting_timezone,
    coalesce(
        reporting_timezone IN (SELECT time_zone FROM known_time_zones), FALSE
    ) AS is_known_timezone,
    blank_to_null(whatsapp_business_account_id) AS whatsapp_business_account_id
FROM (
    SELECT
        *,
        CASE
            WHEN problem IS NOT NULL THEN problem
            WHEN is_blank(tenant_id) THEN 'tenant_id is missing'
        END AS reason
    FROM delivered_fields
)
