{{
    config(
        materialized='incremental',
        incremental_strategy='replace_chat_deliveries',
        log_columns=[
            'source', 'tenant_id', 'event_id', 'qualified_event_id', 'event_name', 'occurred_at',
            'event_date', 'customer_id', 'process_id', 'process_name', 'module_id',
            'module_name', 'module_type', 'quantity', 'item_id', 'item_text', 'register_values',
            'process_instance_id', 'is_duplicate',
        ],
    )
}}

{%- set replaced = replaced_chat_deliveries() %}

{#- What holds copies of events, and which of them this run looks at. -#}
{%- set delivered_relations = [
    (ref('stg_chatbot__events'), replaced['chat_events'] if is_incremental() else none),
    (ref('stg_chatbot__loyjoy_facts'), replaced['loyjoy_facts'] if is_incremental() else none),
] %}
{%- if is_incremental() %}
    {%- do delivered_relations.append(('other_copies', none)) %}
{%- endif %}

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
        where {{ replaced['chat_events'] }}
    {%- endif %}
),

facts as (
    select * from {{ ref('stg_chatbot__loyjoy_facts') }}
    {% if is_incremental() -%}
        where {{ replaced['loyjoy_facts'] }}
    {%- endif %}
),

-- Time zones join the scans themselves: further down, the engine would take the millions of events
-- for the smaller side of the join.
delivered as (
    select
        events.source,
        events.landing_day,
        events.file_name,
        events.line,
        events.event_key,
        events.tenant_id,
        events.event_id,
        events.event_name,
        events.occurred_at,
        events.customer_id,
        events.process_id,
        events.process_name,
        events.module_id,
        events.module_name,
        events.module_type,
        events.quantity,
        events.item_id,
        events.item_text,
        events.register_values,
        events.process_instance_id,
        cast(null as {{ dbt.type_string() }}) as entity_key,
        coalesce(tenant_keys.reporting_timezone, 'UTC') as reporting_timezone
    from events
    left join tenant_keys on events.tenant_id = tenant_keys.lookup_key
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
        facts.quantity,
        cast(null as {{ dbt.type_string() }}) as item_id,
        cast(null as {{ dbt.type_string() }}) as item_text,
        cast(null as {{ dbt.type_string() }}) as register_values,
        cast(null as {{ dbt.type_string() }}) as process_instance_id,
        facts.entity_key,
        coalesce(tenant_keys.reporting_timezone, 'UTC') as reporting_timezone
    from facts
    left join loyjoy_entities on facts.entity_key = loyjoy_entities.lookup_key
    left join tenant_keys on facts.tenant_id = tenant_keys.lookup_key
),

-- What only tells copies apart is read on its own, from the lake, which is columnar: a common
-- table expression that is used twice would hold all columns of all rows in memory.
delivered_keys as (
    select event_key from {{ ref('stg_chatbot__events') }}
    {% if is_incremental() -%}
        where {{ replaced['chat_events'] }}
    {%- endif %}
    union all
    select event_key from {{ ref('stg_chatbot__loyjoy_facts') }}
    {% if is_incremental() -%}
        where {{ replaced['loyjoy_facts'] }}
    {%- endif %}
),

{% if is_incremental() -%}
    replaced_keys as (
        select event_key from delivered_keys
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
            warehouse_rows.event_id,
            warehouse_rows.event_name,
            warehouse_rows.occurred_at,
            warehouse_rows.customer_id,
            warehouse_rows.process_id,
            warehouse_rows.process_name,
            warehouse_rows.module_id,
            warehouse_rows.module_name,
            warehouse_rows.module_type,
            warehouse_rows.quantity,
            warehouse_rows.item_id,
            warehouse_rows.item_text,
            warehouse_rows.register_values,
            warehouse_rows.process_instance_id,
            warehouse_rows.entity_key,
            coalesce(tenant_keys.reporting_timezone, 'UTC') as reporting_timezone
        from {{ this }} as warehouse_rows
        left join tenant_keys on warehouse_rows.tenant_id = tenant_keys.lookup_key
        where {{ few_rows_where(
            'warehouse_rows',
            this,
            key_is_replaced('event_key') ~ ' and not ' ~ is_replaced_chat_delivery()
        ) }}
    ),
{%- endif %}

copies as (
    select * from delivered
    {% if is_incremental() -%}
        union all
        select * from other_copies
    {%- endif %}
),

-- Most events come once: only those that share a key are ordered, which is what makes
-- deduplicating millions of events cheap.
repeated_keys as (
    select event_key
    from (
        select event_key from delivered_keys
        {% if is_incremental() -%}
            union all
            select event_key from other_copies
        {%- endif %}
    ) as all_keys
    group by event_key
    having count(*) > 1
),

repeated_copies as (
    {%- for copied, replaced in delivered_relations %}
        {% if not loop.first %}union all{% endif %}
        select
            source,
            landing_day,
            file_name,
            line,
            event_key,
            tenant_id,
            event_id
        from {{ copied }}
        where
            event_key in (select repeated_keys.event_key from repeated_keys)
            {% if replaced -%}
                and {{ replaced }}
            {%- endif %}
    {%- endfor %}
),

ordered_copies as (
    select
        source,
        landing_day,
        file_name,
        line,
        event_key,
        row_number() over (
            partition by tenant_id, event_id, source
            order by landing_day, file_name, line
        ) as copy_number,
        min(source) over (partition by tenant_id, event_id) as first_source
    from repeated_copies
),

judged as (
    select
        copies.source,
        copies.landing_day,
        copies.file_name,
        copies.line,
        copies.event_key,
        copies.tenant_id,
        copies.event_id,
        -- Ids are compared within one source; beside each other they stay apart by a prefix, and so
        -- does an id that begins like one. Null for nearly all events, so that their ids are not
        -- stored twice.
        case
            when
                copies.source > ordered_copies.first_source
                or (copies.event_id >= 'chat_events:' and copies.event_id < 'chat_events;')
                or (copies.event_id >= 'loyjoy_facts:' and copies.event_id < 'loyjoy_facts;')
                then copies.source || ':' || copies.event_id
        end as qualified_event_id,
        copies.event_name,
        copies.occurred_at,
        {{ local_date('copies.occurred_at', 'copies.reporting_timezone') }} as event_date,
        copies.customer_id,
        copies.process_id,
        copies.process_name,
        copies.module_id,
        copies.module_name,
        copies.module_type,
        copies.quantity,
        copies.item_id,
        copies.item_text,
        copies.register_values,
        copies.process_instance_id,
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
)

select * from judged
