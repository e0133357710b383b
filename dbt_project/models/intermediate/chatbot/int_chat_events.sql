{{ config(materialized='view') }}

select
    source,
    landing_day,
    file_name,
    line,
    event_key,
    tenant_id,
    event_name,
    occurred_at,
    event_date,
    customer_id,
    process_id,
    process_name,
    module_id,
    module_name,
    module_type,
    quantity,
    item_id,
    item_text,
    register_values,
    process_instance_id,
    coalesce(qualified_event_id, event_id) as event_id
from {{ ref('int_chat_event_deliveries') }}
where not is_duplicate
