-- Entities of the chatbot platform's export: judged.
SELECT
    file_index,
    line,
    reason,
    CASE WHEN reason IS NOT NULL THEN rtrim(raw, E'\r\n') END AS raw,
    tenant_id,
    entity_id,
    tenant_name,
    blank_to_null(bot_id) AS bot_id,
    bot_name,
    blank_to_null(process_id) AS process_id,
    process_name
FROM (
    SELECT
        *,
        CASE
            WHEN problem IS NOT NULL THEN problem
            WHEN is_blank(tenant_id) THEN 'tenant_id is missing'
            WHEN is_blank(entity_id) THEN 'entity_id is missing'
        END AS reason
    FROM delivered_fields
)
