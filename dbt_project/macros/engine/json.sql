{#- The text of a top-level key of a JSON object, NULL where the key or the object is missing. -#}
{% macro json_text(json_column, key) -%}
    {{ return(adapter.dispatch('json_text', 'chatmart')(json_column, key)) }}
{%- endmacro %}

{% macro duckdb__json_text(json_column, key) -%}
    json_extract_string({{ json_column }}, '$."{{ key }}"')
{%- endmacro %}

{% macro spark__json_text(json_column, key) -%}
    get_json_object({{ json_column }}, '$.{{ key }}')
{%- endmacro %}

{#- A number of a payload as an exact decimal, so that sums do not depend on the order of rows;
    what is no finite number below a trillion reads as missing. -#}
{% macro json_decimal(json_column, key) -%}
    {% set number = 'try_cast(' ~ json_text(json_column, key) ~ ' as double)' -%}
    case
        when abs({{ number }}) < 1e12 then cast({{ number }} as decimal(18, 6))
    end
{%- endmacro %}
