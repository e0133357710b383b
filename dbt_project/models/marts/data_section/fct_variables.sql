{{ config(materialized='view') }}

select
    tenant_id,
    event_id,
    customer_id,
    process_id,
    process_instance_id,
    variable_name as name, -- noqa: RF04
    variable_value as value, -- noqa: RF04
    variable_scope as scope, -- noqa: RF04
    set_at,
    set_date
from {{ ref('int_variables') }}
