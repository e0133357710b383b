with reported_rows as (
    select
        'glific_message_conversations' as source,
        landing_day,
        file_name,
        line,
        cast(1 as bigint) as position,
        tenant_id as account_key,
        id as record_id,
        inserted_at as local_created_at,
        updated_at as local_updated_at,
        bq_inserted_at as exported_at,
        bq_uuid as export_id,
        cast(inserted_at as date) as conversation_date,
        cast(1 as bigint) as conversations
    from {{ source('glific_message_conversations', 'message_conversations') }}
),

-- Of the statistics the hourly rows alone: the others repeat them by day, week and month.
statistics as (
    select
        'glific_stats' as source,
        landing_day,
        file_name,
        line,
        cast(1 as bigint) as position,
        tenant_id as account_key,
        id as record_id,
        inserted_at as local_created_at,
        updated_at as local_updated_at,
        bq_inserted_at as exported_at,
        bq_uuid as export_id,
        stats_date as conversation_date,
        case when period = 'hour' then coalesce(conversations, 0) end as conversations
    from {{ source('glific_stats', 'stats') }}
)

select * from reported_rows
union all
select * from statistics
