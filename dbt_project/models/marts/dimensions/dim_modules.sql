{{ config(materialized='view') }}

select
    tenant_id,
    process_id,
    module_id,
    module_name,
    module_type
from {{ ref('module_heatmap') }}
