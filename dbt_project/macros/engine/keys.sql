{#- A deterministic identifier of several not-null columns, the same on every engine. -#}
{% macro surrogate_key(columns) -%}
    md5(
        {%- for column in columns %}
        cast({{ column }} as {{ dbt.type_string() }}){% if not loop.last %} || chr(31) ||{% endif %}
        {%- endfor %}
    )
{%- endmacro %}
