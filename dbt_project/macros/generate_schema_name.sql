{#- Schemas carry their own names (marts, staging, …): readers see `marts.x`, not `main_marts.x`. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name if custom_schema_name is not none else target.schema }}
{%- endmacro %}
