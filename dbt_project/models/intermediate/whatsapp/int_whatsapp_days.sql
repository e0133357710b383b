{{
    config(
        materialized='incremental',
        incremental_strategy='replace_deliveries',
        delivered_by=whatsapp_sources(),
        logs_dates='record_date',
    )
}}

-- Every accepted record counts, whatever it says: a tenant's series end with its last one.
with tenant_keys as (
    select * from {{ ref('int_tenant_keys') }}
),

record_times as (
    {%- for relation, times, own_number in [
        (
            ref('stg_whatsapp__messages'),
            ['occurred_at', 'local_created_at', 'local_updated_at'],
            'own_number',
        ),
        (ref('stg_whatsapp__statuses'), ['occurred_at'], 'own_number'),
        (
            ref('stg_whatsapp__contact_records'),
            ['occurred_at', 'local_created_at', 'local_updated_at'],
            none,
        ),
        (ref('stg_whatsapp__flow_runs'), ['local_created_at', 'local_updated_at'], none),
        (
            ref('stg_whatsapp__reported_conversations'),
            ['local_created_at', 'local_updated_at'],
            none,
        ),
    ] -%}
        {%- set outer_loop = loop %}
        {%- for time in times %}
            {% if not (outer_loop.first and loop.first) %}union all{% endif %}
            select
                source,
                landing_day,
                account_key,
                {{ own_number or 'cast(null as ' ~ dbt.type_string() ~ ')' }} as own_number,
                cast({{ time if time == 'occurred_at' else 'null' }} as timestamp) as occurred_at,
                cast({{ 'null' if time == 'occurred_at' else time }} as date) as local_date
            from {{ relation }}
            where
                {{ time }} is not null
                {% if is_incremental() -%}
                    and {{ is_replaced_delivery_of_this_model() }}
                {%- endif %}
        {%- endfor %}
    {%- endfor %}
),

dated as (
    select
        record_times.source,
        record_times.landing_day,
        record_times.account_key,
        record_times.own_number,
        coalesce(tenant_keys.tenant_id, record_times.account_key) as tenant_id,
        coalesce(
            record_times.local_date,
            {{ local_date(
                'record_times.occurred_at', "coalesce(tenant_keys.reporting_timezone, 'UTC')"
            ) }}
        ) as record_date
    from record_times
    left join tenant_keys
        on
            record_times.account_key = tenant_keys.lookup_key
            and {{ tenant_key_kind('record_times.source') }} = tenant_keys.kind
)

select
    source,
    landing_day,
    account_key,
    own_number,
    tenant_id,
    record_date,
    count(*) as record_times
from dated
group by source, landing_day, account_key, own_number, tenant_id, record_date
