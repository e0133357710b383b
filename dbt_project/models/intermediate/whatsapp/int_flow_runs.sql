{{
    config(
        materialized='incremental',
        incremental_strategy='replace_deliveries',
        delivered_by=['glific_flow_contexts'],
        copy_key='record_key',
        log_into='flow_changes',
        compared=[
            'tenant_id', 'run_id', 'flow_id', 'flow_name', 'contact_id', 'is_top_level',
            'started_by', 'is_killed', 'started_at', 'started_date', 'ended_at', 'ended_date',
            'is_duplicate',
        ],
        logged=['started_date', 'ended_date'],
    )
}}

with tenant_keys as (
    select * from {{ ref('int_tenant_keys') }}
    where kind = 'tenant'
),

owned as (
    select
        runs.*,
        runs.account_key as tenant_id,
        {{ text_key(['runs.account_key', 'runs.run_id']) }} as record_key,
        coalesce(tenant_keys.reporting_timezone, 'UTC') as reporting_timezone
    from {{ ref('stg_whatsapp__flow_runs') }} as runs
    left join tenant_keys on runs.account_key = tenant_keys.lookup_key
    {% if is_incremental() -%}
        where {{ is_replaced_delivery_of_this_model() }}
    {%- endif %}
),

delivered as (
    select
        source,
        landing_day,
        file_name,
        line,
        position,
        account_key,
        tenant_id,
        run_id,
        record_key,
        flow_id,
        flow_name,
        contact_id,
        is_top_level,
        started_by,
        is_killed,
        {{ utc_of_local('local_created_at', 'reporting_timezone') }} as started_at,
        cast(local_created_at as date) as started_date,
        case
            when local_completed_at is not null
                then {{ utc_of_local('local_completed_at', 'reporting_timezone') }}
        end as ended_at,
        cast(local_completed_at as date) as ended_date,
        local_updated_at,
        exported_at,
        export_id
    from owned
),

{% if is_incremental() -%}
    replaced_keys as (
        select record_key from delivered
        union
        select record_key from {{ this }}
        where {{ is_replaced_delivery_of_this_model() }}
    ),

    other_copies as (
        select
            warehouse_rows.source,
            warehouse_rows.landing_day,
            warehouse_rows.file_name,
            warehouse_rows.line,
            warehouse_rows.position,
            warehouse_rows.account_key,
            warehouse_rows.tenant_id,
            warehouse_rows.run_id,
            warehouse_rows.record_key,
            warehouse_rows.flow_id,
            warehouse_rows.flow_name,
            warehouse_rows.contact_id,
            warehouse_rows.is_top_level,
            warehouse_rows.started_by,
            warehouse_rows.is_killed,
            warehouse_rows.started_at,
            warehouse_rows.started_date,
            warehouse_rows.ended_at,
            warehouse_rows.ended_date,
            warehouse_rows.local_updated_at,
            warehouse_rows.exported_at,
            warehouse_rows.export_id
        from {{ this }} as warehouse_rows
        where {{ few_rows_where(
            'warehouse_rows',
            this,
            key_is_replaced('record_key') ~ ' and not ' ~ is_replaced_delivery_of_this_model()
        ) }}
    ),
{%- endif %}

copies as (
    select * from delivered
    {% if is_incremental() -%}
        union all
        select * from other_copies
    {%- endif %}
)

select
    *,
    row_number() over (
        partition by tenant_id, run_id
        order by {{ newest_version_first() }}
    ) > 1 as is_duplicate
from copies
