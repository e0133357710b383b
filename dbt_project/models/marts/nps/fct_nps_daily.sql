{{
    config(
        materialized='incremental',
        incremental_strategy='replace_dates',
        affected_by='int_nps_affected_dates',
        date_column='response_date',
        logs_dates='response_date',
        on_schema_change='fail',
    )
}}

-- depends_on: {{ ref('int_nps_affected_dates') }}

with counts as (
    select
        tenant_id,
        process_id,
        module_id,
        source,
        response_date,
        {{ nps_counts() }}
    from {{ ref('fct_nps_responses') }}
    {% if is_incremental() -%}
        where {{ affected_dates_of_this_model('response_date') }}
    {%- endif %}
    group by tenant_id, process_id, module_id, source, response_date
)

select
    counts.*,
    {{ nps_scores('counts') }}
from counts
