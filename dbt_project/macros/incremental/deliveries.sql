{#-
    The base tables of a family of sources hold every accepted record once per delivery. A run
    replaces the deliveries of the landing days it loaded, of the tenants whose time zone or
    mapping changed and of the export's entities that moved to another process, together with all
    other copies of the records in them, because which copy counts is decided among all copies.
-#}

{#- Landing days of a source that the lake holds in another version than the warehouse. -#}
{% macro changed_landing_days(source_name) -%}
    {{ return(var('landing_days', {}).get(source_name, [])) }}
{%- endmacro %}

{#- Keys of a kind that an earlier model of this run (or of one that crashed) has restated. -#}
{% macro restated_keys(kind) -%}
    {%- if not execute -%}{{ return([]) }}{%- endif -%}
    {{ return(run_query(
        "select distinct restated_key from " ~ source('state', 'restated_keys')
        ~ " where kind = '" ~ kind ~ "' order by restated_key"
    ).columns[0].values()) }}
{%- endmacro %}

{#- A predicate over deliveries, in the lake or in the warehouse: those this run replaces.
    key_columns maps a kind of restated key to the column that holds it. -#}
{% macro is_replaced_delivery(source_name, key_columns) -%}
    {%- set alternatives = [] -%}
    {%- set days = changed_landing_days(source_name) -%}
    {%- if days -%}
        {%- do alternatives.append(
            "landing_day in (date '" ~ days | join("', date '") ~ "')"
        ) -%}
    {%- endif -%}
    {%- for kind, column in key_columns.items() -%}
        {%- if restated_keys(kind) -%}
            {%- do alternatives.append(
                column ~ " in (select restated_key from " ~ source('state', 'restated_keys')
                ~ " where kind = '" ~ kind ~ "')"
            ) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return('(' ~ alternatives | join(' or ') ~ ')' if alternatives else 'false') }}
{%- endmacro %}

{#- The deliveries of the chat family that this run replaces in the warehouse. -#}
{% macro is_replaced_chat_delivery() -%}
    (
        (
            source = 'chat_events'
            and {{ is_replaced_delivery('chat_events', {'tenant': 'tenant_id'}) }}
        )
        or (
            source = 'loyjoy_facts'
            and {{ is_replaced_delivery(
                'loyjoy_facts', {'tenant': 'tenant_id', 'loyjoy_entity': 'entity_key'}
            ) }}
        )
    )
{%- endmacro %}

{#- The deliveries of the WhatsApp family that this run replaces in the warehouse. -#}
{% macro is_replaced_whatsapp_delivery() -%}
    (
        source = 'whatsapp_cloud'
        and {{ is_replaced_delivery(
            'whatsapp_cloud', {'whatsapp_business_account': 'business_account_id'}
        ) }}
    )
{%- endmacro %}

{% macro get_incremental_replace_chat_deliveries_sql(arguments) -%}
    {%- set scope -%}
        ({{ is_replaced_chat_delivery() }}
        or event_key in (select copies.event_key from {{ arguments['temp_relation'] }} as copies))
    {%- endset -%}
    {{ replace_scope(
        arguments, scope, source('state', 'chat_changes'), compared=config.get('log_columns')
    ) }}
{%- endmacro %}

{% macro get_incremental_replace_whatsapp_deliveries_sql(arguments) -%}
    {%- set scope -%}
        ({{ is_replaced_whatsapp_delivery() }}
        or message_key in (
            select copies.message_key from {{ arguments['temp_relation'] }} as copies
            where copies.message_key is not null
        ))
    {%- endset -%}
    {{ replace_scope(
        arguments, scope, source('state', 'whatsapp_changes'), compared=config.get('log_columns')
    ) }}
{%- endmacro %}

{#- Small look-up tables are replaced whole; the keys whose row differs are logged as restated. -#}
{% macro get_incremental_replace_lookup_sql(arguments) -%}
    {%- set columns = config.get('log_columns') | join(', ') %}
    insert into {{ source('state', 'restated_keys') }} (kind, restated_key)
    with went as (
        select {{ columns }} from {{ arguments['target_relation'] }}
        except
        select {{ columns }} from {{ arguments['temp_relation'] }}
    ),
    came as (
        select {{ columns }} from {{ arguments['temp_relation'] }}
        except
        select {{ columns }} from {{ arguments['target_relation'] }}
    )
    select kind, lookup_key from went
    union
    select kind, lookup_key from came;
    {{ replace_scope(arguments, 'true') }}
{%- endmacro %}

{#- State that a crash must not lose; emptied by the run that has used all of it. -#}
{% macro create_state_tables() -%}
    create schema if not exists state;
    create table if not exists state.restated_keys (
        kind {{ dbt.type_string() }}, restated_key {{ dbt.type_string() }}
    );
    create table if not exists state.chat_changes (
        source {{ dbt.type_string() }},
        tenant_id {{ dbt.type_string() }},
        event_id {{ dbt.type_string() }},
        event_name {{ dbt.type_string() }},
        occurred_at timestamp,
        event_date date,
        customer_id {{ dbt.type_string() }},
        process_id {{ dbt.type_string() }},
        process_name {{ dbt.type_string() }},
        module_id {{ dbt.type_string() }},
        module_name {{ dbt.type_string() }},
        module_type {{ dbt.type_string() }},
        seconds decimal(18, 6),
        answer_text {{ dbt.type_string() }},
        is_duplicate boolean
    );
    create table if not exists state.kpi_changes (event_date date);
    create table if not exists state.whatsapp_changes (
        record_kind {{ dbt.type_string() }},
        tenant_id {{ dbt.type_string() }},
        message_id {{ dbt.type_string() }},
        message_key bigint,
        status {{ dbt.type_string() }},
        occurred_at timestamp,
        record_date date,
        contact_phone {{ dbt.type_string() }},
        contact_user_id {{ dbt.type_string() }},
        display_phone_number {{ dbt.type_string() }},
        direction {{ dbt.type_string() }},
        pricing_category {{ dbt.type_string() }},
        is_duplicate boolean
    );
{%- endmacro %}
