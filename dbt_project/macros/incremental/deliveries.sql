{#-
    The base tables of a family of sources hold every accepted record once per delivery. A run
    replaces the deliveries of the landing days it loaded, of the tenants whose time zone or
    mapping changed and of the export's entities that moved to another process, together with all
    other copies of the records in them, because which copy counts is decided among all copies.
-#}

{#- Landing days of a source that the lake holds in another version than the warehouse. -#}
{% macro changed_landing_days(source_name) -%}
    {%- if not execute -%}{{ return([]) }}{%- endif -%}
    {{ return(run_query(
        "select landing_day from " ~ source('state', 'changed_days')
        ~ " where source = '" ~ source_name ~ "' order by landing_day"
    ).columns[0].values()) }}
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
{% macro is_replaced_delivery(source_name, key_columns, prefix='') -%}
    {%- set alternatives = [] -%}
    {%- set days = changed_landing_days(source_name) -%}
    {%- if days -%}
        {%- do alternatives.append(
            prefix ~ "landing_day in (date '" ~ days | join("', date '") ~ "')"
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

{#- A predicate over a base table: the row's key is among those of this run's deliveries. -#}
{% macro key_is_replaced(key_column) -%}
    {{ return(
        key_column ~ ' in (select replaced_keys.' ~ key_column ~ ' from replaced_keys)'
    ) }}
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

{% macro get_incremental_replace_chat_deliveries_sql(arguments) -%}
    {%- set scope -%}
        ({{ is_replaced_chat_delivery() }}
        or event_key in (select copies.event_key from {{ arguments['temp_relation'] }} as copies))
    {%- endset -%}
    {{ replace_scope(
        arguments, scope, source('state', 'chat_changes'), compared=config.get('log_columns')
    ) }}
{%- endmacro %}

{#- The deliveries that this run replaces, in the lake or in the warehouse, of the sources that the
    model is configured to be delivered_by. Whose account is restated counts too, unless the model
    says of itself that it takes nothing from its tenant (follows_accounts false); one that does is
    built after int_tenant_keys. -#}
{% macro is_replaced_delivery_of_this_model(alias=none) -%}
    {%- set prefix = alias ~ '.' if alias else '' -%}
    {%- set alternatives = [] -%}
    {%- for source_name in config.get('delivered_by', []) -%}
        {%- set kind = 'whatsapp_business_account' if source_name == 'whatsapp_cloud' else 'tenant' -%}
        {%- set account_column = prefix ~ config.get('account_column', 'account_key') -%}
        {%- set key_columns = {kind: account_column} if config.get('follows_accounts', true) else {} -%}
        {%- set replaced = is_replaced_delivery(source_name, key_columns, prefix) -%}
        {%- if replaced != 'false' -%}
            {%- do alternatives.append("(" ~ prefix ~ "source = '" ~ source_name ~ "' and " ~ replaced ~ ")") -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return('(' ~ alternatives | join(' or ') ~ ')' if alternatives else 'false') }}
{%- endmacro %}

{#- Replaces deliveries and, with a copy_key, all rows that share the key of one of them. config:
    delivered_by, copy_key, and log_into, compared and logged as in replace_scope. -#}
{% macro get_incremental_replace_deliveries_sql(arguments) -%}
    {%- set copy_key = config.get('copy_key') -%}
    {%- set scope -%}
        ({{ is_replaced_delivery_of_this_model() }}
        {%- if copy_key %}
        or {{ copy_key }} in (
            select copies.{{ copy_key }} from {{ arguments['temp_relation'] }} as copies
            where copies.{{ copy_key }} is not null
        )
        {%- endif %})
    {%- endset -%}
    {{ replace_scope(
        arguments,
        scope,
        source('state', config.get('log_into')) if config.get('log_into') else none,
        compared=config.get('compared', []),
        logged=config.get('logged', []),
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
