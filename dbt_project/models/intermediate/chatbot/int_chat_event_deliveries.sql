{{
    config(
        materialized='incremental',
        incremental_strategy='replace_chat_deliveries',
        log_columns=[
            'source', 'tenant_id', 'event_id', 'event_name', 'occurred_at', 'event_date',
            'customer_id', 'process_id', 'process_name', 'module_id', 'module_name',
            'module_type', 'seconds', 'answer_text', 'is_duplicate',
        ],
    )
}}

with tenant_keys as (
    select * from {{ ref('int_tenant_keys') }}
    where kind = 'tenant'
),

loyjoy_entities as (
    select * from {{ ref('int_loyjoy_entities') }}
),

events as (
    select * from {{ ref('stg_chatbot__events') }}
    {% if is_incremental() -%}
        where {{ is_replaced_delivery('chat_events', {'tenant': 'tenant_id'}) }}
    {%- endif %}
),

facts as (
    select * from {{ ref('stg_chatbot__loyjoy_facts') }}
    {% if is_incremental() -%}
        where {{ is_replaced_delivery(
            'loyjoy_facts', {'tenant': 'tenant_id', 'loyjoy_entity': 'entity_key'}
        ) }}
    {%- endif %}
),

delivered as (
    select
        source,
        landing_day,
        file_name,
        line,
        event_key,
        tenant_id,
        event_id,
        event_name,
        occurred_at,
        customer_id,
        process_id,
        process_name,
        module_id,
        module_name,
        module_type,
        seconds,
        answer_text,
        cast(null as {{ dbt.type_string() }}) as entity_key
    from events
    union all
    select
        facts.source,
        facts.landing_day,
        facts.file_name,
        facts.line,
        facts.event_key,
        facts.tenant_id,
        facts.event_id,
        facts.event_name,
        facts.occurred_at,
        cast(null as {{ dbt.type_string() }}) as customer_id,
        coalesce(loyjoy_entities.process_id, '') as process_id,
        loyjoy_entities.process_name,
        '' as module_id,
        cast(null as {{ dbt.type_string() }}) as module_name,
        cast(null as {{ dbt.type_string() }}) as module_type,
        cast(null as decimal(18, 6)) as seconds,
        cast(null as {{ dbt.type_string() }}) as answer_text,
        facts.entity_key
    from facts
    left join loyjoy_entities on facts.entity_key = loyjoy_entities.lookup_key
),

{% if is_incremental() -%}
    replaced_keys as (
        select event_key from delivered
        union
        select event_key from {{ this }}
        where {{ is_replaced_chat_delivery() }}
    ),

    other_copies as (
        select
            warehouse_rows.source,
            warehouse_rows.landing_day,
            warehouse_rows.file_name,
            warehouse_rows.line,
            warehouse_rows.event_key,
            warehouse_rows.tenant_id,
            warehouse_rows.delivered_event_id as event_id,
            warehouse_rows.event_name,
            warehouse_rows.occurred_at,
            warehouse_rows.customer_id,
            warehouse_rows.process_id,
            warehouse_rows.process_name,
            warehouse_rows.module_id,
            warehouse_rows.module_name,
            warehouse_rows.module_type,
            warehouse_rows.seconds,
            warehouse_rows.answer_text,
            warehouse_rows.entity_key
        from {{ this }} as warehouse_rows
        where {{ few_rows_where(
            this,
            key_is_replaced('event_key') ~ ' and not ' ~ is_replaced_chat_delivery()
        ) }}
    ),

    copies as (
        select * from delivered
        union all
        select * from other_copies
    ),
{%- else -%}
    copies as (
        select * from delivered
    ),
{%- endif %}

-- Most events come once: only those that share a key are ordered, which is what makes
-- deduplicating millions of events cheap.
repeated_keys as (
    select event_key
    from copies
    group by event_key
    having count(*) > 1
),

ordered_copies as (
    select
        copies.source,
        copies.landing_day,
        copies.file_name,
        copies.line,
        copies.event_key,
        row_number() over (
            partition by copies.tenant_id, copies.event_id, copies.source
            order by copies.landing_day, copies.file_name, copies.line
        ) as copy_number,
        min(copies.source) over (partition by copies.tenant_id, copies.event_id) as first_source
    from copies
    inner join repeated_keys on copies.event_key = repeated_keys.event_key
),

judged as (
    select
        copies.source,
        copies.landing_day,
        copies.file_name,
        copies.line,
        copies.event_key,
        copies.tenant_id,
        copies.event_id as delivered_event_id,
        -- Ids are compared within one source; beside each other they stay apart by their prefix.
        case
            when copies.source > ordered_copies.first_source
                then copies.source || ':' || copies.event_id
            else copies.event_id
        end as event_id,
        copies.event_name,
        copies.occurred_at,
        {{ local_date('copies.occurred_at', "coalesce(tenant_keys.reporting_timezone, 'UTC')") }}
            as event_date,
        copies.customer_id,
        copies.process_id,
        copies.process_name,
        copies.module_id,
        copies.module_name,
        copies.module_type,
        copies.seconds,
        copies.answer_text,
        copies.entity_key,
        coalesce(ordered_copies.copy_number > 1, false) as is_duplicate
    from copies
    left join ordered_copies
        on
            copies.event_key = ordered_copies.event_key
            and copies.landing_day = ordered_copies.landing_day
            and copies.line = ordered_copies.line
            and copies.file_name = ordered_copies.file_name
            and copies.source = ordered_copies.source
    left join tenant_keys on copies.tenant_id = tenant_keys.lookup_key
)

select * from judged
