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

{%- set columns = [
    'source', 'landing_day', 'file_name', 'line', 'position', 'account_key', 'tenant_id',
    'run_id', 'record_key', 'flow_id', 'flow_name', 'contact_id', 'is_top_level', 'started_by',
    'is_killed', 'started_at', 'started_date', 'ended_at', 'ended_date', 'local_updated_at',
    'exported_at', 'export_id',
] %}

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

{{ copies_of_delivered(columns, 'record_key') }}

select
    *,
    row_number() over (
        partition by tenant_id, run_id
        order by {{ newest_version_first() }}
    ) > 1 as is_duplicate
from copies
