with orders as (
    select
        tenant_id,
        process_id,
        module_id,
        median(visit_order) as median_order
    from {{ ref('int_module_visit_orders') }}
    group by tenant_id, process_id, module_id
)

select
    tenant_id,
    process_id,
    module_id,
    cast(
        row_number() over (partition by tenant_id, process_id order by median_order, module_id)
        as integer
    ) as position_in_process
from orders
