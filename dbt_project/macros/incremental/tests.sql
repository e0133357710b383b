{#- Whether data tests look at the touched dates only: while a transform says so. Any other run of
    the tests looks at every row. -#}
{% macro looks_at_touched_rows() -%}
    {%- if not execute -%}{{ return(false) }}{%- endif -%}
    {{ return(run_query(
        "select count(*) from " ~ source('state', 'transform')
        ~ " where not is_finished and tests_look_at_touched_rows"
    ).columns[0].values()[0] > 0) }}
{%- endmacro %}
