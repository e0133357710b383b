{#- A predicate: a regular expression matches somewhere in a text. -#}
{% macro contains_match(text, pattern) -%}
    {{ return(adapter.dispatch('contains_match', 'chatmart')(text, pattern)) }}
{%- endmacro %}

{% macro duckdb__contains_match(text, pattern) -%}
    regexp_matches({{ text }}, '{{ pattern }}')
{%- endmacro %}

{% macro spark__contains_match(text, pattern) -%}
    {{ text }} rlike r'{{ pattern }}'
{%- endmacro %}
