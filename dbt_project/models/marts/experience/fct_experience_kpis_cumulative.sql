{{ config(materialized='view') }}

select
    tenant_id,
    process_id,
    kpi_date,
    {%- for measure in kpi_running_totals() %}
        cast(sum({{ measure }}) over so_far as bigint) as {{ measure }}
        {%- if not loop.last %},{% endif %}
    {%- endfor %}
from {{ ref('fct_experience_kpis_daily') }}
window so_far as (
    partition by tenant_id, process_id order by kpi_date
    rows between unbounded preceding and current row
)
