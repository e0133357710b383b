{{
    config(
        materialized='incremental',
        incremental_strategy='replace_dates',
        affected_by='int_nps_affected_dates',
        date_column='response_month',
        logs_dates='response_month',
        grain='month',
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
        {{ first_of_month('response_date') }} as response_month,
        {{ nps_counts() }}
    from {{ ref('fct_nps_responses') }}
    {% if is_incremental() -%}
        where {{ affected_dates_of_this_model(first_of_month('response_date')) }}
    {%- endif %}
    group by tenant_id, process_id, module_id, source, {{ first_of_month('response_date') }}
)

select
    counts.*,
    {{ nps_scores('counts') }}
from counts
