{{
    config(
        materialized='incremental',
        incremental_strategy='replace_deliveries',
        delivered_by=['whatsapp_cloud', 'gupshup', 'glific_messages'],
        copy_key='message_key',
        log_into='whatsapp_changes',
        compared=[
            'source', 'tenant_id', 'message_id', 'message_key', 'direction', 'message_at',
            'created_at', 'reporting_timezone', 'contact_id', 'business_number', 'is_to_oneself',
            'has_referral', 'is_hsm', 'status_rank', 'error_code', 'error_title',
            'is_duplicate',
        ],
        logged=['tenant_id', 'message_key'],
    )
}}

{%- set columns = [
    'source', 'landing_day', 'file_name', 'line', 'position', 'account_key', 'tenant_id',
    'message_id', 'message_key', 'direction', 'message_at', 'created_at', 'reporting_timezone',
    'contact_id', 'business_number', 'is_to_oneself', 'has_referral', 'is_hsm',
    'own_status_rank as status_rank', 'own_error_code as error_code',
    'own_error_title as error_title', 'local_updated_at', 'exported_at', 'export_id',
] %}

with tenant_keys as (
    select * from {{ ref('int_tenant_keys') }}
),

messages as (
    select * from {{ ref('stg_whatsapp__messages') }}
    {% if is_incremental() -%}
        where {{ is_replaced_delivery_of_this_model() }}
    {%- endif %}
),

owned as (
    select
        messages.*,
        coalesce(tenant_keys.tenant_id, messages.account_key) as tenant_id,
        coalesce(tenant_keys.reporting_timezone, 'UTC') as reporting_timezone
    from messages
    left join tenant_keys
        on
            messages.account_key = tenant_keys.lookup_key
            and {{ tenant_key_kind('messages.source') }} = tenant_keys.kind
),

delivered as (
    select
        owned.source,
        owned.landing_day,
        owned.file_name,
        owned.line,
        owned.position,
        owned.account_key,
        owned.tenant_id,
        owned.message_id,
        owned.message_key,
        owned.direction,
        coalesce(
            owned.occurred_at,
            {{ utc_of_local('owned.local_time', 'owned.reporting_timezone') }}
        ) as message_at,
        case
            when owned.local_created_at is not null
                then {{ utc_of_local('owned.local_created_at', 'owned.reporting_timezone') }}
        end as created_at,
        owned.reporting_timezone,
        owned.contact_id,
        owned.business_number,
        owned.is_to_oneself,
        owned.has_referral,
        owned.is_hsm,
        known_statuses.rank as status_rank,
        case when owned.status = 'failed' then coalesce(owned.error_code, '') end as error_code,
        case when owned.status = 'failed' then owned.error_title end as error_title,
        owned.local_updated_at,
        owned.exported_at,
        owned.export_id
    from owned
    left join {{ ref('whatsapp_statuses') }} as known_statuses
        on owned.status = known_statuses.status and known_statuses.is_known
),

-- The rank and error of copies are those of all of them: judged anew from what each said.
{{ copies_of_delivered(columns, 'message_key') }},

-- Most messages come once: only those that share a key are compared.
repeated_keys as (
    select message_key
    from (
        select message_key from {{ ref('stg_whatsapp__messages') }}
        {% if is_incremental() -%}
            where {{ is_replaced_delivery_of_this_model() }}
            union all
            select message_key from other_copies
        {%- endif %}
    ) as all_keys
    group by message_key
    having count(*) > 1
),

repeated_copies as (
    select
        *,
        row_number() over (
            partition by tenant_id, source, message_id
            order by {{ newest_version_first() }}
        ) as copy_number
    from copies
    where message_key in (select repeated_keys.message_key from repeated_keys)
),

outcomes as (
    select
        tenant_id,
        source,
        message_id,
        max(status_rank) as status_rank,
        min_by(error_code, copy_number) filter (where error_code is not null) as error_code,
        {{ keeping_null('min_by', 'error_title', 'copy_number') }} filter (
            where error_code is not null
        ) as error_title
    from repeated_copies
    group by tenant_id, source, message_id
),

repeated as (
    select
        repeated_copies.source,
        repeated_copies.landing_day,
        repeated_copies.file_name,
        repeated_copies.line,
        repeated_copies.position,
        repeated_copies.message_key,
        repeated_copies.copy_number,
        outcomes.status_rank,
        outcomes.error_code,
        outcomes.error_title
    from repeated_copies
    inner join outcomes
        on
            repeated_copies.tenant_id = outcomes.tenant_id
            and repeated_copies.source = outcomes.source
            and repeated_copies.message_id = outcomes.message_id
)

select
    copies.source,
    copies.landing_day,
    copies.file_name,
    copies.line,
    copies.position,
    copies.account_key,
    copies.tenant_id,
    copies.message_id,
    copies.message_key,
    copies.direction,
    copies.message_at,
    copies.created_at,
    copies.reporting_timezone,
    copies.contact_id,
    copies.business_number,
    copies.is_to_oneself,
    copies.has_referral,
    copies.is_hsm,
    copies.status_rank as own_status_rank,
    copies.error_code as own_error_code,
    copies.error_title as own_error_title,
    copies.local_updated_at,
    copies.exported_at,
    copies.export_id,
    coalesce(repeated.status_rank, copies.status_rank) as status_rank,
    coalesce(repeated.error_code, copies.error_code) as error_code,
    case when repeated.message_key is null then copies.error_title else repeated.error_title end
        as error_title,
    coalesce(repeated.copy_number > 1, false) as is_duplicate
from copies
left join repeated
    on
        copies.message_key = repeated.message_key
        and copies.landing_day = repeated.landing_day
        and copies.line = repeated.line
        and copies.position = repeated.position
        and copies.file_name = repeated.file_name
        and copies.source = repeated.source
