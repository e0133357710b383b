{{
    config(
        materialized='incremental',
        incremental_strategy='replace_deliveries',
        delivered_by=['glific_message_conversations', 'glific_stats'],
        copy_key='record_key',
        follows_accounts=false,
    )
}}

{%- set columns = [
    'source', 'landing_day', 'file_name', 'line', 'position', 'account_key', 'tenant_id',
    'record_id', 'record_key', 'conversation_date', 'conversations', 'local_updated_at',
    'exported_at', 'export_id',
] %}

with delivered as (
    select
        source,
        landing_day,
        file_name,
        line,
        position,
        account_key,
        account_key as tenant_id,
        record_id,
        {{ text_key(['source', 'account_key', 'record_id']) }} as record_key,
        conversation_date,
        conversations,
        local_updated_at,
        exported_at,
        export_id
    from {{ ref('stg_whatsapp__reported_conversations') }}
    {% if is_incremental() -%}
        where {{ is_replaced_delivery_of_this_model() }}
    {%- endif %}
),

{{ copies_of_delivered(columns, 'record_key') }}

select
    *,
    row_number() over (
        partition by tenant_id, source, record_id
        order by {{ newest_version_first() }}
    ) > 1 as is_duplicate
from copies
