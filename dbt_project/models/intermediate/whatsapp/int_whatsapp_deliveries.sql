{{
    config(
        materialized='incremental',
        incremental_strategy='replace_whatsapp_deliveries',
        log_columns=[
            'record_kind', 'tenant_id', 'message_id', 'message_key', 'status', 'occurred_at',
            'record_date', 'contact_phone', 'contact_user_id', 'display_phone_number', 'direction',
            'pricing_category', 'is_duplicate',
        ],
    )
}}

{%- set scope = is_replaced_delivery(
    'whatsapp_cloud', {'whatsapp_business_account': 'business_account_id'}
) %}

with tenant_keys as (
    select * from {{ ref('int_tenant_keys') }}
    where kind = 'whatsapp_business_account'
),

messages as (
    select * from {{ ref('stg_whatsapp__cloud_messages') }}
    {% if is_incremental() -%}
        where {{ scope }}
    {%- endif %}
),

statuses as (
    select * from {{ ref('stg_whatsapp__cloud_statuses') }}
    {% if is_incremental() -%}
        where {{ scope }}
    {%- endif %}
),

preferences as (
    select * from {{ ref('stg_whatsapp__cloud_preferences') }}
    {% if is_incremental() -%}
        where {{ scope }}
    {%- endif %}
),

delivered as (
    select
        source,
        record_kind,
        landing_day,
        file_name,
        line,
        position,
        business_account_id,
        message_id,
        message_key,
        direction,
        cast(null as {{ dbt.type_string() }}) as status,
        occurred_at,
        contact_phone,
        contact_user_id,
        display_phone_number,
        cast(null as {{ dbt.type_string() }}) as pricing_category
    from messages
    union all
    select
        source,
        record_kind,
        landing_day,
        file_name,
        line,
        position,
        business_account_id,
        message_id,
        message_key,
        cast(null as {{ dbt.type_string() }}) as direction,
        status,
        occurred_at,
        contact_phone,
        contact_user_id,
        display_phone_number,
        pricing_category
    from statuses
    union all
    select
        source,
        record_kind,
        landing_day,
        file_name,
        line,
        position,
        business_account_id,
        cast(null as {{ dbt.type_string() }}) as message_id,
        cast(null as bigint) as message_key,
        cast(null as {{ dbt.type_string() }}) as direction,
        cast(null as {{ dbt.type_string() }}) as status,
        occurred_at,
        contact_phone,
        contact_user_id,
        cast(null as {{ dbt.type_string() }}) as display_phone_number,
        cast(null as {{ dbt.type_string() }}) as pricing_category
    from preferences
),

{% if is_incremental() -%}
    replaced_keys as (
        select message_key from delivered
        where message_key is not null
        union
        select message_key from {{ this }}
        where {{ is_replaced_whatsapp_delivery() }} and message_key is not null
    ),

    other_deliveries as (
        select
            warehouse_rows.source,
            warehouse_rows.record_kind,
            warehouse_rows.landing_day,
            warehouse_rows.file_name,
            warehouse_rows.line,
            warehouse_rows.position,
            warehouse_rows.business_account_id,
            warehouse_rows.message_id,
            warehouse_rows.message_key,
            warehouse_rows.direction,
            warehouse_rows.status,
            warehouse_rows.occurred_at,
            warehouse_rows.contact_phone,
            warehouse_rows.contact_user_id,
            warehouse_rows.display_phone_number,
            warehouse_rows.pricing_category
        from {{ this }} as warehouse_rows
        where {{ few_rows_where(
            'warehouse_rows',
            this,
            key_is_replaced('message_key') ~ ' and not ' ~ is_replaced_whatsapp_delivery()
        ) }}
    ),

    deliveries as (
        select * from delivered
        union all
        select * from other_deliveries
    ),
{%- else -%}
    deliveries as (
        select * from delivered
    ),
{%- endif %}

owned as (
    select
        deliveries.*,
        coalesce(tenant_keys.tenant_id, deliveries.business_account_id) as tenant_id,
        {{ local_date(
            'deliveries.occurred_at', "coalesce(tenant_keys.reporting_timezone, 'UTC')"
        ) }} as record_date
    from deliveries
    left join tenant_keys on deliveries.business_account_id = tenant_keys.lookup_key
),

judged as (
    select
        *,
        record_kind = 'message' and row_number() over (
            partition by tenant_id, message_id, record_kind
            order by landing_day, file_name, line, position
        ) > 1 as is_duplicate
    from owned
)

select * from judged
