-- The files of the lake that name the customer or hold the address that goes with the id.
SELECT DISTINCT filename
FROM read_parquet(getvariable('files'), filename = TRUE, union_by_name = TRUE)
WHERE
    tenant_id = getvariable('tenant')
    AND (
        customer_id = getvariable('customer')
        OR contains(payload, '"' || getvariable('customer') || '@')
    )
