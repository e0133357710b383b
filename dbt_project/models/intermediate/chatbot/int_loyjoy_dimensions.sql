-- The latest landing day describes an entity, within it the last file, within that the last line.
select
    landing_day,
    file_name,
    line,
    tenant_id,
    entity_id,
    tenant_name,
    process_id,
    process_name,
    entity_key,
    row_number() over (
        partition by tenant_id, entity_id
        order by landing_day desc, file_name desc, line desc
    ) = 1 as is_latest
from {{ ref('stg_chatbot__loyjoy_dimensions') }}
