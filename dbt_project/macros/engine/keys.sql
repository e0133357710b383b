{#- A deterministic identifier of several not-null columns, the same on every engine. -#}
{% macro surrogate_key(columns) -%}
    md5(
        {%- for column in columns %}
        cast({{ column }} as {{ dbt.type_string() }}){% if not loop.last %} || chr(31) ||{% endif %}
        {%- endfor %}
    )
{%- endmacro %}

{#- A hash of several texts as bigint, for joins and sorting inside a warehouse. -#}
{% macro text_key(columns) -%}
    {{ return(adapter.dispatch('text_key', 'chatmart')(columns)) }}
{%- endmacro %}

{% macro duckdb__text_key(columns) -%}
    cast(md5_number({{ columns | join(' || chr(31) || ') }}) >> 65 as bigint)
{%- endmacro %}

{% macro spark__text_key(columns) -%}
    cast(conv(left(md5({{ columns | join(' || chr(31) || ') }}), 15), 16, 10) as bigint)
{%- endmacro %}

{#- A hash of a row as bigint, nulls included, for finding rows that may be equal; no key. -#}
{% macro row_hash(columns) -%}
    {{ return(adapter.dispatch('row_hash', 'chatmart')(columns)) }}
{%- endmacro %}

{% macro duckdb__row_hash(columns) -%}
    hash({{ columns | join(', ') }})
{%- endmacro %}

{% macro spark__row_hash(columns) -%}
    xxhash64({{ columns | join(', ') }})
{%- endmacro %}
