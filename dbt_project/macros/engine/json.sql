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
    {{ return(usable_decimal('try_cast(' ~ json_text(json_column, key) ~ ' as double)')) }}
{%- endmacro %}

{#- A double as an exact decimal; what is no finite number below a trillion reads as missing. -#}
{% macro usable_decimal(number) -%}
    case when abs({{ number }}) < 1e12 then cast({{ number }} as decimal(18, 6)) end
{%- endmacro %}

{#- Text, or null where it holds nothing but white space of any script. -#}
{% macro blank_as_null(text) -%}
    {{ return(adapter.dispatch('blank_as_null', 'chatmart')(text)) }}
{%- endmacro %}

{% macro duckdb__blank_as_null(text) -%}
    case
        when not regexp_full_match(
            {{ text }}, '[\s\x{0b}\x{1c}-\x{1f}\x{85}\x{200b}\x{feff}\pZ]*'
        ) then {{ text }}
    end
{%- endmacro %}

{% macro spark__blank_as_null(text) -%}
    case
        when {{ text }} not rlike '^[\\s\\x0b\\x1c-\\x1f\\x85\\u200b\\ufeff\\pZ]*$' then {{ text }}
    end
{%- endmacro %}
