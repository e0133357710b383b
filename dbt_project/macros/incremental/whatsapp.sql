{#- The sources of the WhatsApp family. -#}
{% macro whatsapp_sources() -%}
    {{ return([
        'whatsapp_cloud', 'gupshup', 'glific_messages', 'glific_contacts',
        'glific_contact_histories', 'glific_flow_contexts', 'glific_message_conversations',
        'glific_stats',
    ]) }}
{%- endmacro %}

{#- What kind of key looks up the tenant behind account_key: webhooks of the Cloud API name a business
    account, all others the tenant itself. -#}
{% macro tenant_key_kind(source_column) -%}
    case {{ source_column }} when 'whatsapp_cloud' then 'whatsapp_business_account' else 'tenant' end
{%- endmacro %}

{#- Which of several exported versions of a row counts: the newest, of equal ones the one that was
    delivered first. Records that have no versions are all equal. -#}
{% macro newest_version_first() -%}
    local_updated_at desc nulls last,
    exported_at desc nulls last,
    export_id desc nulls last,
    landing_day asc,
    file_name asc,
    line asc,
    position asc
{%- endmacro %}

{#- Common table expressions `replaced_keys`, `other_copies` and `copies`: what was delivered, with
    what the warehouse holds of the same keys from landing days that this run leaves alone. `columns`
    are those of `delivered`, in its order, as the warehouse names them. -#}
{% macro copies_of_delivered(columns, copy_key) -%}
    {% if is_incremental() -%}
        replaced_keys as (
            select {{ copy_key }} from delivered
            where {{ copy_key }} is not null
            union
            select {{ copy_key }} from {{ this }}
            where {{ copy_key }} is not null and {{ is_replaced_delivery_of_this_model() }}
        ),

        other_copies as (
            select
                {{ columns_of('warehouse_rows', columns) }}
            from {{ this }} as warehouse_rows
            where {{ few_rows_where(
                'warehouse_rows',
                this,
                key_is_replaced(copy_key) ~ ' and not ' ~ is_replaced_delivery_of_this_model()
            ) }}
        ),

        copies as (
            select * from delivered
            union all
            select * from other_copies
        )
    {%- else -%}
        copies as (
            select * from delivered
        )
    {%- endif %}
{%- endmacro %}
