{#- The text of a top-level key of a JSON object, NULL where the key or the object is missing or the
    key holds a number that is not finite. -#}
{% macro json_text(json_column, key) -%}
    {{ return(adapter.dispatch('json_text', 'chatmart')(json_column, key)) }}
{%- endmacro %}

{% macro duckdb__json_text(json_column, key, unwanted=[]) -%}
    {%- set text -%}
        json_extract_string({{ json_column }}, '$."{{ key }}"')
    {%- endset -%}
    case json_type({{ json_column }}, '$."{{ key }}"')
        {%- for type in unwanted %}
        when '{{ type }}' then null
        {%- endfor %}
        when 'DOUBLE' then case when isfinite(try_cast({{ text }} as double)) then {{ text }} end
        else {{ text }}
    end
{%- endmacro %}

{% macro spark__json_text(json_column, key) -%}
    get_json_object({{ json_column }}, '$.{{ key }}')
{%- endmacro %}

{#- The text of a top-level key that holds a text, a finite number or a truth value; NULL where it
    holds anything else. -#}
{% macro json_scalar_text(json_column, key) -%}
    {{ return(adapter.dispatch('json_scalar_text', 'chatmart')(json_column, key)) }}
{%- endmacro %}

{% macro duckdb__json_scalar_text(json_column, key) -%}
    {{ return(duckdb__json_text(json_column, key, unwanted=['OBJECT', 'ARRAY'])) }}
{%- endmacro %}

{% macro spark__json_scalar_text(json_column, key) -%}
    case
        when
            schema_of_variant(variant_get(parse_json({{ json_column }}), '$.{{ key }}'))
            not rlike '^(OBJECT|ARRAY)'
            then {{ spark__json_text(json_column, key) }}
    end
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

{#- The value of a top-level key, whatever its name, as JSON; `key` is a column. NULL where the key or
    the object is missing. -#}
{% macro json_value(json_column, key) -%}
    {{ return(adapter.dispatch('json_value', 'chatmart')(json_column, key)) }}
{%- endmacro %}

{% macro duckdb__json_value(json_column, key) -%}
    {#- A JSON pointer: the only path in which every key can be written. -#}
    json_extract({{ json_column }}, '/' || replace(replace({{ key }}, '~', '~0'), '/', '~1'))
{%- endmacro %}

{% macro spark__json_value(json_column, key) -%}
    element_at(from_json({{ json_column }}, 'map<string, variant>'), {{ key }})
{%- endmacro %}

{#- A text that is the same for JSON values that are equal: 42 and 42.0 are, 42 and "42" are not, nor
    does the order of keys matter. Numbers that are not finite read as missing. -#}
{% macro json_identity(json_value) -%}
    {{ return(adapter.dispatch('json_identity', 'chatmart')(json_value)) }}
{%- endmacro %}

{% macro duckdb__json_identity(json_value) -%}
    {#- Nested values are told apart by all their scalars and containers with their paths. -#}
    case
        when json_type({{ json_value }}) in ('ARRAY', 'OBJECT') then (
            select
                cast(list(
                    parts.fullkey || ' ' || coalesce(
                        {{ duckdb__json_scalar_identity('parts.atom', 'parts.type') }}, parts.type
                    )
                    order by parts.fullkey
                ) as varchar)
            from json_tree({{ json_value }}) as parts
        )
        else {{ duckdb__json_scalar_identity(json_value, 'json_type(' ~ json_value ~ ')') }}
    end
{%- endmacro %}

{% macro duckdb__json_scalar_identity(json_value, type) -%}
    case {{ type }}
        when 'VARCHAR' then cast({{ json_value }} as varchar)
        when 'DOUBLE' then
            case
                when
                    abs(cast({{ json_value }} as double)) < 1e18
                    and cast({{ json_value }} as double)
                    = trunc(cast({{ json_value }} as double))
                    then cast(cast({{ json_value }} as bigint) as varchar)
                when isfinite(cast({{ json_value }} as double))
                    then cast(cast({{ json_value }} as double) as varchar)
            end
        else cast({{ json_value }} as varchar)
    end
{%- endmacro %}

{% macro spark__json_identity(json_value) -%}
    case
        when schema_of_variant({{ json_value }}) like 'DECIMAL%'
            or schema_of_variant({{ json_value }}) in ('BIGINT', 'DOUBLE')
            then cast(cast({{ json_value }} as decimal(38, 9)) as string)
        else to_json({{ json_value }})
    end
{%- endmacro %}

{#- A lateral relation `alias(key, value)`: the keys of a JSON object, or the elements of a JSON array
    with their positions from 0. -#}
{% macro each_json(json_column, alias) -%}
    {{ return(adapter.dispatch('each_json', 'chatmart')(json_column, alias)) }}
{%- endmacro %}

{% macro duckdb__each_json(json_column, alias) -%}
    cross join json_each({{ json_column }}) as {{ alias }}
{%- endmacro %}

{% macro spark__each_json(json_column, alias) -%}
    lateral view outer variant_explode(parse_json({{ json_column }})) {{ alias }} as pos, key, value
{%- endmacro %}
