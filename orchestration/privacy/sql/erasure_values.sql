select distinct
    erasure_tenant as tenant_id,
    '$kind' as kind,
    $column as value
from erasure_rows
where $column is not null
