-- Every tenant that was described or that any accepted record names.
with described as (
    select * from {{ ref('int_tenants') }}
    where is_latest
),

seen as (
    select tenant_id from described
    union
    select tenant_id from {{ ref('int_chat_days') }}
    union
    select tenant_id from {{ ref('int_whatsapp_days') }}
    union
    select tenant_id from {{ ref('int_journey_days') }}
    union
    select tenant_id from {{ ref('int_journey_versions') }}
    union
    select tenant_id from {{ ref('int_code_uploads') }}
    union
    select tenant_id from {{ ref('int_loyjoy_entities') }}
),

export_names as (
    select
        tenant_id,
        max(tenant_name) as tenant_name
    from {{ ref('int_loyjoy_entities') }}
    group by tenant_id
)

select
    seen.tenant_id,
    described.delivered_timezone,
    described.whatsapp_business_account_id,
    coalesce(described.tenant_name, export_names.tenant_name) as tenant_name,
    coalesce(described.reporting_timezone, 'UTC') as reporting_timezone,
    described.tenant_id is not null as is_described,
    coalesce(described.is_known_timezone, false) as is_known_timezone
from seen
left join described on seen.tenant_id = described.tenant_id
left join export_names on seen.tenant_id = export_names.tenant_id
