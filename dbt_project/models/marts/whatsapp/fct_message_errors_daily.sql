{{
    config(
        materialized='incremental',
        incremental_strategy='replace_dates',
        affected_by_changes_of=['int_whatsapp_messages'],
        date_column='message_date',
        logs_dates='message_date',
        on_schema_change='fail',
    )
}}

select
    tenant_id,
    message_date,
    error_code,
    {{ keeping_null(
        'max_by', 'error_title', ordered_by(['message_at', 'source', 'message_id'])
    ) }} as error_title,
    count(*) as errors
from {{ ref('int_whatsapp_messages') }}
where
    status = 'failed'
    and excluded_as is null
    {% if is_incremental() -%}
        and {{ affected_dates_of_this_model('message_date') }}
    {%- endif %}
group by tenant_id, message_date, error_code
