{#-
    The base tables of a family of sources hold every accepted record once per delivery. A run
    replaces the deliveries of the landing days it loaded, of the tenants whose time zone or
    mapping changed and of the export's entities that moved to another process, together with all
    other copies of the records in them, because which copy counts is decided among all copies.
-#}

{#- What this run has noted, asked by one query: the landing days of each of the sources that the
    lake holds in another version than the warehouse, and of which of the kinds an earlier model of
    this run (or of one that crashed) has restated keys. -#}
{% macro notes_of_this_run(source_names, kinds=[]) -%}
    {%- set landing_days = {} -%}
    {%- for source_name in source_names -%}
        {%- do landing_days.update({source_name: []}) -%}
    {%- endfor -%}
    {%- set restated_kinds = [] -%}
    {%- set queries = [] -%}
    {%- if source_names -%}
        {%- do queries.append(
            "select source as noted, landing_day from " ~ source('state', 'changed_days')
            ~ " where source in ('" ~ source_names | join("', '") ~ "')"
        ) -%}
    {%- endif -%}
    {%- if kinds -%}
        {%- do queries.append(
            "select distinct kind as noted, cast(null as date) as landing_day from "
            ~ source('state', 'restated_keys')
            ~ " where kind = '" ~ kinds | join("' or kind = '") ~ "'"
        ) -%}
    {%- endif -%}
    {%- if execute and queries -%}
        {%- set rows = run_query(queries | join(' union all ') ~ ' order by noted, landing_day') -%}
        {%- for row in rows -%}
            {%- if row['landing_day'] is none -%}
                {%- do restated_kinds.append(row['noted']) -%}
            {%- else -%}
                {%- do landing_days[row['noted']].append(row['landing_day']) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return({'landing_days': landing_days, 'restated_kinds': restated_kinds}) }}
{%- endmacro %}

{#- Landing days of a source that the lake holds in another version than the warehouse. -#}
{% macro changed_landing_days(source_name) -%}
    {{ return(notes_of_this_run([source_name]).landing_days[source_name]) }}
{%- endmacro %}

{#- Whether an earlier model of this run (or of one that crashed) has restated keys of a kind. -#}
{% macro has_restated_keys(kind) -%}
    {{ return(notes_of_this_run([], [kind]).restated_kinds | length > 0) }}
{%- endmacro %}

{#- Predicates over deliveries, in the lake or in the warehouse, by source: those this run replaces.
    For each source, a kind of restated key is mapped to the column that holds it. -#}
{% macro replaced_deliveries(key_columns_by_source, prefix='') -%}
    {%- set kinds = [] -%}
    {%- for key_columns in key_columns_by_source.values() -%}
        {%- do kinds.extend(key_columns.keys()) -%}
    {%- endfor -%}
    {%- set notes = notes_of_this_run(
        key_columns_by_source.keys() | list, kinds | unique | list
    ) -%}
    {%- set predicates = {} -%}
    {%- for source_name, key_columns in key_columns_by_source.items() -%}
        {%- set alternatives = [] -%}
        {%- set days = notes.landing_days[source_name] -%}
        {%- if days -%}
            {%- do alternatives.append(
                prefix ~ "landing_day in (date '" ~ days | join("', date '") ~ "')"
            ) -%}
        {%- endif -%}
        {%- for kind, column in key_columns.items() if kind in notes.restated_kinds -%}
            {%- do alternatives.append(
                column ~ " in (select restated_key from " ~ source('state', 'restated_keys')
                ~ " where kind = '" ~ kind ~ "')"
            ) -%}
        {%- endfor -%}
        {%- do predicates.update({
            source_name: '(' ~ alternatives | join(' or ') ~ ')' if alternatives else 'false'
        }) -%}
    {%- endfor -%}
    {{ return(predicates) }}
{%- endmacro %}

{#- A predicate over a base table: the row's key is among those of this run's deliveries. -#}
{% macro key_is_replaced(key_column) -%}
    {{ return(
        key_column ~ ' in (select replaced_keys.' ~ key_column ~ ' from replaced_keys)'
    ) }}
{%- endmacro %}

{#- The deliveries of the chat family that this run replaces, by the source they came from. -#}
{% macro replaced_chat_deliveries() -%}
    {{ return(replaced_deliveries({
        'chat_events': {'tenant': 'tenant_id'},
        'loyjoy_facts': {'tenant': 'tenant_id', 'loyjoy_entity': 'entity_key'},
    })) }}
{%- endmacro %}

{#- The same in the warehouse, which holds them together. -#}
{% macro is_replaced_chat_delivery() -%}
    {%- set replaced = replaced_chat_deliveries() -%}
    (
        (source = 'chat_events' and {{ replaced['chat_events'] }})
        or (source = 'loyjoy_facts' and {{ replaced['loyjoy_facts'] }})
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
    {%- set account_column = prefix ~ config.get('account_column', 'account_key') -%}
    {%- set key_columns_by_source = {} -%}
    {%- for source_name in config.get('delivered_by', []) -%}
        {%- set kind = 'whatsapp_business_account' if source_name == 'whatsapp_cloud' else 'tenant' -%}
        {%- do key_columns_by_source.update({
            source_name: {kind: account_column} if config.get('follows_accounts', true) else {}
        }) -%}
    {%- endfor -%}
    {%- set alternatives = [] -%}
    {%- for source_name, replaced in replaced_deliveries(key_columns_by_source, prefix).items() -%}
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
