{{
    config(
        materialized='incremental',
        incremental_strategy='replace_dates',
        affected_by='int_whatsapp_affected_dates',
        affected_column='record_date',
        date_column='record_date',
    )
}}

-- depends_on: {{ ref('int_whatsapp_affected_dates') }}

-- Every accepted record counts, whatever it says: a tenant's series end with its last one.
select
    source,
    tenant_id,
    record_date,
    count(*) as deliveries
from {{ ref('int_whatsapp_deliveries') }}
{% if is_incremental() -%}
    where {{ affected_dates_of_this_model('record_date') }}
{%- endif %}
group by source, tenant_id, record_date
