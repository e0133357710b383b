{{
    config(
        materialized='incremental',
        incremental_strategy='replace_deliveries',
        delivered_by=[
            'whatsapp_cloud', 'gupshup', 'glific_contacts', 'glific_contact_histories',
        ],
        copy_key='record_key',
        log_into='whatsapp_changes',
        compared=[
            'source', 'record_kind', 'tenant_id', 'record_id', 'reporting_timezone', 'contact_id',
            'occurred_at', 'version_at', 'optin_at', 'contact_status', 'landing_day', 'file_name',
            'line', 'position', 'is_duplicate',
        ],
        logged=['tenant_id', 'contact_id'],
    )
}}

{%- set columns = [
    'source', 'record_kind', 'landing_day', 'file_name', 'line', 'position', 'account_key',
    'tenant_id', 'record_id', 'record_key', 'reporting_timezone', 'contact_id', 'occurred_at',
    'version_at', 'optin_at', 'contact_status', 'local_updated_at', 'exported_at', 'export_id',
] %}

with tenant_keys as (
    select * from {{ ref('int_tenant_keys') }}
),

owned as (
    select
        records.*,
        coalesce(tenant_keys.tenant_id, records.account_key) as tenant_id,
        coalesce(tenant_keys.reporting_timezone, 'UTC') as reporting_timezone
    from {{ ref('stg_whatsapp__contact_records') }} as records
    left join tenant_keys
        on
            records.account_key = tenant_keys.lookup_key
            and {{ tenant_key_kind('records.source') }} = tenant_keys.kind
    {% if is_incremental() -%}
        where {{ is_replaced_delivery_of_this_model() }}
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
        account_key,
        tenant_id,
        record_id,
        case
            when record_id is not null
                then {{ text_key(["source", "tenant_id", "record_id"]) }}
        end as record_key,
        reporting_timezone,
        contact_id,
        coalesce(occurred_at, {{ utc_of_local('local_time', 'reporting_timezone') }})
            as occurred_at,
        case
            when local_updated_at is not null
                then {{ utc_of_local('local_updated_at', 'reporting_timezone') }}
        end as version_at,
        case
            when local_optin_time is not null
                then {{ utc_of_local('local_optin_time', 'reporting_timezone') }}
        end as optin_at,
        contact_status,
        local_updated_at,
        exported_at,
        export_id
    from owned
),

{{ copies_of_delivered(columns, 'record_key') }}

select
    *,
    record_key is not null and row_number() over (
        partition by tenant_id, source, record_id
        order by {{ newest_version_first() }}
    ) > 1 as is_duplicate
from copies
