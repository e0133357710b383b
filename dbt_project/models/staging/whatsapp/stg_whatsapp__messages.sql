with cloud_messages as (
    select
        'whatsapp_cloud' as source,
        landing_day,
        file_name,
        line,
        position,
        business_account_id as account_key,
        message_id,
        message_key,
        direction,
        occurred_at,
        cast(null as timestamp) as local_time,
        cast(null as timestamp) as local_created_at,
        cast(null as timestamp) as local_updated_at,
        cast(null as timestamp) as exported_at,
        cast(null as {{ dbt.type_string() }}) as export_id,
        coalesce(contact_phone, contact_user_id) as contact_id,
        coalesce(phone_number_id, '') as business_number,
        display_phone_number as own_number,
        false as is_to_oneself,
        has_referral,
        cast(null as boolean) as is_hsm,
        cast(null as {{ dbt.type_string() }}) as status,
        cast(null as {{ dbt.type_string() }}) as error_code,
        cast(null as {{ dbt.type_string() }}) as error_title
    from {{ source('whatsapp_cloud', 'messages') }}
),

gupshup_messages as (
    select
        'gupshup' as source,
        landing_day,
        file_name,
        line,
        position,
        app as account_key,
        message_id,
        message_key,
        'inbound' as direction,
        occurred_at,
        cast(null as timestamp) as local_time,
        cast(null as timestamp) as local_created_at,
        cast(null as timestamp) as local_updated_at,
        cast(null as timestamp) as exported_at,
        cast(null as {{ dbt.type_string() }}) as export_id,
        coalesce(contact_phone, contact_user_id) as contact_id,
        app as business_number,
        cast(null as {{ dbt.type_string() }}) as own_number,
        false as is_to_oneself,
        has_referral,
        cast(null as boolean) as is_hsm,
        cast(null as {{ dbt.type_string() }}) as status,
        cast(null as {{ dbt.type_string() }}) as error_code,
        cast(null as {{ dbt.type_string() }}) as error_title
    from {{ source('gupshup', 'messages') }}
),

-- Spellings of the export: an error of either status is a failure, whatever the other one says of
-- a message that was never delivered.
glific_messages as (
    select
        'glific_messages' as source,
        landing_day,
        file_name,
        line,
        cast(1 as bigint) as position,
        tenant_id as account_key,
        id as message_id,
        message_key,
        direction,
        cast(null as timestamp) as occurred_at,
        case when direction = 'outbound' then coalesce(sent_at, inserted_at) else inserted_at end
            as local_time,
        inserted_at as local_created_at,
        updated_at as local_updated_at,
        bq_inserted_at as exported_at,
        bq_uuid as export_id,
        coalesce(
            contact_phone,
            case when direction = 'outbound' then receiver_phone else sender_phone end
        ) as contact_id,
        coalesce(case when direction = 'outbound' then sender_phone else receiver_phone end, '')
            as business_number,
        case when direction = 'outbound' then sender_phone else receiver_phone end as own_number,
        coalesce(sender_phone = receiver_phone, false) as is_to_oneself,
        false as has_referral,
        coalesce(is_hsm, false) as is_hsm,
        case
            when coalesce(bsp_status, status) in ('read', 'seen', 'played') then 'read'
            when coalesce(bsp_status, status) in ('delivered', 'reached') then 'delivered'
            when bsp_status = 'error' or status = 'error' then 'failed'
            else coalesce(bsp_status, status)
        end as status,
        error_code,
        error_title
    from {{ source('glific_messages', 'messages') }}
)

select * from cloud_messages
union all
select * from gupshup_messages
union all
select * from glific_messages
