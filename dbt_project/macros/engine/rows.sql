{#- Columns of a relation, to be selected or grouped by. -#}
{% macro columns_of(alias, columns) -%}
    {%- for column in columns -%}
    {{ alias }}.{{ column }}{% if not loop.last %},
    {% endif %}
    {%- endfor -%}
{%- endmacro %}

{#- A predicate that selects the same rows as `predicate`, but reads only its columns until it knows
    which rows they are: for few rows of a wide table that no zone map can find. `alias` is what the
    statement calls the relation. -#}
{% macro few_rows_where(alias, relation, predicate) -%}
    {{ return(adapter.dispatch('few_rows_where', 'chatmart')(alias, relation, predicate)) }}
{%- endmacro %}

{% macro duckdb__few_rows_where(alias, relation, predicate) -%}
    {{ alias }}.rowid in (select found.rowid from {{ relation }} as found where {{ predicate }})
{%- endmacro %}

{% macro spark__few_rows_where(alias, relation, predicate) -%}
    {{ predicate }}
{%- endmacro %}

{#- Several columns as one value that is compared column by column, for min_by() and max_by(). -#}
{% macro ordered_by(columns) -%}
    {{ return(adapter.dispatch('ordered_by', 'chatmart')(columns)) }}
{%- endmacro %}

{% macro duckdb__ordered_by(columns) -%}
    row({{ columns | join(', ') }})
{%- endmacro %}

{% macro spark__ordered_by(columns) -%}
    struct({{ columns | join(', ') }})
{%- endmacro %}

{#- min_by() or max_by() of a text that may be missing in the very row that counts: engines pass over
    such rows, or do not. -#}
{% macro keeping_null(function, value, ordering) -%}
    {{ return(adapter.dispatch('keeping_null', 'chatmart')(function, value, ordering)) }}
{%- endmacro %}

{% macro duckdb__keeping_null(function, value, ordering) -%}
    {{ {'min_by': 'arg_min_null', 'max_by': 'arg_max_null'}[function] }}({{ value }}, {{ ordering }})
{%- endmacro %}

{% macro spark__keeping_null(function, value, ordering) -%}
    {{ function }}({{ value }}, {{ ordering }})
{%- endmacro %}

{#- The order of deliveries as one number: time, then file, line and position in it. -#}
{% macro delivery_order(time, file_number, line, position) -%}
    {{ return(adapter.dispatch('delivery_order', 'chatmart')(time, file_number, line, position)) }}
{%- endmacro %}

{% macro duckdb__delivery_order(time, file_number, line, position) -%}
    (cast({{ epoch_microseconds(time) }} as hugeint) * 10000000 + {{ file_number }})
    * 1000000000000000 + {{ line }} * 100000 + {{ position }}
{%- endmacro %}

{% macro spark__delivery_order(time, file_number, line, position) -%}
    cast(
        (cast({{ epoch_microseconds(time) }} as decimal(38, 0)) * 10000000 + {{ file_number }})
        * 1000000000000000 + {{ line }} * 100000 + {{ position }}
        as decimal(38, 0)
    )
{%- endmacro %}
