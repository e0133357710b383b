{#-
    Tables and views are made under their own name. dbt's own materializations make them aside, rename
    twice and drop, for databases in which a reader may look on; here nobody reads the warehouse while
    it is built, and DuckDB undoes a failed statement whole. It is half of what a small model costs.
-#}
{% materialization table, adapter='duckdb' %}
    {{ return(in_place('table', create_table_as(false, this, compiled_code))) }}
{% endmaterialization %}

{% materialization view, adapter='duckdb' %}
    {{ return(in_place('view', get_create_view_as_sql(this, compiled_code))) }}
{% endmaterialization %}

{% macro in_place(type, create) -%}
    {%- set existing_relation = load_cached_relation(this) -%}
    {{ run_hooks(pre_hooks) }}
    {% call statement('main') -%}
        {%- if existing_relation is not none %}
            drop {{ existing_relation.type }} if exists {{ existing_relation }};
        {%- endif %}
        {{ create }}
    {%- endcall %}
    {{ run_hooks(post_hooks) }}
    {{ adapter.commit() }}
    {{ return({'relations': [this.incorporate(type=type)]}) }}
{%- endmacro %}
