{{ config(materialized='view') }}

select
    modules.tenant_id,
    modules.process_id,
    modules.module_id,
    modules.module_name,
    modules.module_type,
    positions.position_in_process as position
from {{ ref('module_heatmap') }} as modules
left join {{ ref('int_module_positions') }} as positions
    on
        modules.tenant_id = positions.tenant_id
        and modules.process_id = positions.process_id
        and modules.module_id = positions.module_id
