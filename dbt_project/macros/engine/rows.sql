{#- A predicate that selects the same rows as `predicate`, but reads only its columns until it knows
    which rows they are: for few rows of a wide table that no zone map can find. -#}
{% macro few_rows_where(relation, predicate) -%}
    {{ return(adapter.dispatch('few_rows_where', 'chatmart')(relation, predicate)) }}
{%- endmacro %}

{% macro duckdb__few_rows_where(relation, predicate) -%}
    rowid in (select found.rowid from {{ relation }} as found where {{ predicate }})
{%- endmacro %}

{% macro spark__few_rows_where(relation, predicate) -%}
    {{ predicate }}
{%- endmacro %}
