{{
    config(
        materialized='incremental',
        incremental_strategy='replace_lookup',
        log_columns=['kind', 'lookup_key', 'tenant_id', 'reporting_timezone'],
    )
}}

with tenants as (
    select * from {{ ref('int_tenants') }}
    where is_latest
),

mapped_accounts as (
    select
        whatsapp_business_account_id,
        tenant_id,
        reporting_timezone,
        row_number() over (
            partition by whatsapp_business_account_id
            order by landing_day desc, file_name desc, line desc, tenant_id desc
        ) as mapping_rank
    from tenants
    where whatsapp_business_account_id is not null
),

-- A business account that no tenant claims may itself be a tenant's id.
unmapped_accounts as (
    select
        tenants.tenant_id,
        tenants.reporting_timezone
    from tenants
    left join mapped_accounts
        on tenants.tenant_id = mapped_accounts.whatsapp_business_account_id
    where mapped_accounts.whatsapp_business_account_id is null
),

keys as (
    select
        'tenant' as kind,
        tenant_id as lookup_key,
        tenant_id,
        reporting_timezone
    from tenants
    union all
    select
        'whatsapp_business_account' as kind,
        whatsapp_business_account_id as lookup_key,
        tenant_id,
        reporting_timezone
    from mapped_accounts
    where mapping_rank = 1
    union all
    select
        'whatsapp_business_account' as kind,
        tenant_id as lookup_key,
        tenant_id,
        reporting_timezone
    from unmapped_accounts
)

select * from keys
