with cloud_preferences as (
    select
        'whatsapp_cloud' as source,
        case
            when
                coalesce(category, 'marketing_messages') = 'marketing_messages'
                and value in ('stop', 'resume', 'signup')
                then 'marketing_' || value
            else 'preference'
        end as record_kind,
        landing_day,
        file_name,
        line,
        position,
        business_account_id as account_key,
        cast(null as {{ dbt.type_string() }}) as record_id,
        coalesce(contact_phone, contact_user_id) as contact_id,
        occurred_at,
        cast(null as timestamp) as local_time,
        cast(null as timestamp) as local_created_at,
        cast(null as timestamp) as local_updated_at,
        cast(null as timestamp) as exported_at,
        cast(null as {{ dbt.type_string() }}) as export_id,
        cast(null as timestamp) as local_optin_time,
        cast(null as {{ dbt.type_string() }}) as contact_status
    from {{ source('whatsapp_cloud', 'preferences') }}
),

gupshup_opt_events as (
    select
        'gupshup' as source,
        case event_type
            when 'opted-in' then 'opt_in'
            when 'opted-out' then 'opt_out'
            else 'other'
        end as record_kind,
        landing_day,
        file_name,
        line,
        position,
        app as account_key,
        cast(null as {{ dbt.type_string() }}) as record_id,
        coalesce(contact_phone, contact_user_id) as contact_id,
        occurred_at,
        cast(null as timestamp) as local_time,
        cast(null as timestamp) as local_created_at,
        cast(null as timestamp) as local_updated_at,
        cast(null as timestamp) as exported_at,
        cast(null as {{ dbt.type_string() }}) as export_id,
        cast(null as timestamp) as local_optin_time,
        cast(null as {{ dbt.type_string() }}) as contact_status
    from {{ source('gupshup', 'opt_events') }}
),

glific_histories as (
    select
        'glific_contact_histories' as source,
        case event_type
            when 'contact_opted_in' then 'opt_in'
            when 'contact_opted_out' then 'opt_out'
            else 'other'
        end as record_kind,
        landing_day,
        file_name,
        line,
        cast(1 as bigint) as position,
        tenant_id as account_key,
        id as record_id,
        phone as contact_id,
        cast(null as timestamp) as occurred_at,
        coalesce(event_datetime, inserted_at) as local_time,
        inserted_at as local_created_at,
        updated_at as local_updated_at,
        bq_inserted_at as exported_at,
        bq_uuid as export_id,
        cast(null as timestamp) as local_optin_time,
        cast(null as {{ dbt.type_string() }}) as contact_status
    from {{ source('glific_contact_histories', 'contact_histories') }}
),

-- An opt-out stores invalid as well, so an invalid row with a time of opting out says nothing about
-- the number.
glific_contacts as (
    select
        'glific_contacts' as source,
        'contact' as record_kind,
        landing_day,
        file_name,
        line,
        cast(1 as bigint) as position,
        tenant_id as account_key,
        id as record_id,
        phone as contact_id,
        cast(null as timestamp) as occurred_at,
        inserted_at as local_time,
        inserted_at as local_created_at,
        updated_at as local_updated_at,
        bq_inserted_at as exported_at,
        bq_uuid as export_id,
        optin_time as local_optin_time,
        case
            when status is null or (status = 'invalid' and optout_time is not null) then null
            when status in ('valid', 'invalid') then status
            else 'other'
        end as contact_status
    from {{ source('glific_contacts', 'contacts') }}
)

select * from cloud_preferences
union all
select * from gupshup_opt_events
union all
select * from glific_histories
union all
select * from glific_contacts
