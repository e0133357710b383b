select distinct
    tenant_id,
    register,
    process_id,
    entry_id
from {{ ref('stg_decisions__deleted_entries') }}
