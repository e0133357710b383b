with source as (
    select * from {{ source('glific_flow_contexts', 'flow_contexts') }}
),

typed as (
    select
        landing_day,
        file_name,
        line,
        tenant_id as account_key,
        id as run_id,
        flow_name,
        inserted_at as local_created_at,
        completed_at as local_completed_at,
        updated_at as local_updated_at,
        bq_inserted_at as exported_at,
        bq_uuid as export_id,
        'glific_flow_contexts' as source,
        cast(1 as bigint) as position,
        coalesce(flow_id, '') as flow_id,
        coalesce(contact_phone, contact_id) as contact_id,
        parent_id is null and wa_group_id is null as is_top_level,
        case when is_broadcast then 'broadcast' when is_keyword then 'keyword' else 'other' end
            as started_by,
        coalesce(is_killed, false) as is_killed
    from source
)

select * from typed
