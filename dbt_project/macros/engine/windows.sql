{#-
    Greedy windows: the first row of a key opens one, the first row at or after its end the next.
    Rows of the same instant share their window.

    Which row opens one depends on all windows before it, so only where windows can overlap at all
    (an island of rows without a gap as long as a window) are the rows folded one after the other;
    most islands are one window and need no fold.

    relation  name of the rows, used twice
    keys      columns that have windows of their own
    time      column with the time of a row
    end       column with the end of the window that a row would open
-#}

{#- Every row of `relation` with the further columns opened_at and closes_at of its window. -#}
{% macro greedy_windows(relation, keys, time, end) -%}
    with {{ islands_of(relation, keys, time, end) }},

    spanned as (
        select
            islands.*,
            island_spans.first_end,
            island_spans.is_folded
        from islands
        inner join island_spans
            on {{ same_island('islands', 'island_spans', keys) }}
    ),

    folded_rows as (
        select * from spanned
        where is_folded
    ),

    {{ openers_of('folded_rows', keys, time, end) }}

    select
        spanned.*,
        spanned.island_start as opened_at,
        spanned.first_end as closes_at
    from spanned
    where not spanned.is_folded
    union all
    select
        folded_rows.*,
        {{ opener_so_far('opened_at') }} as opened_at,
        {{ opener_so_far('closes_at') }} as closes_at
    from folded_rows
    {{ with_openers('folded_rows', keys, time) }}
{%- endmacro %}

{#- The windows alone: columns keys…, opened_at, closes_at and members, the number of rows. -#}
{% macro greedy_window_counts(relation, keys, time, end) -%}
    with {{ islands_of(relation, keys, time, end) }},

    folded_rows as (
        select islands.*
        from islands
        inner join island_spans
            on
                island_spans.is_folded
                and {{ same_island('islands', 'island_spans', keys) }}
    ),

    {{ openers_of('folded_rows', keys, time, end) }},

    windowed as (
        select
            {{ columns_of('folded_rows', keys) }},
            {{ opener_so_far('opened_at') }} as opened_at,
            {{ opener_so_far('closes_at') }} as closes_at
        from folded_rows
        {{ with_openers('folded_rows', keys, time) }}
    )

    select
        {{ columns_of('island_spans', keys) }},
        island_spans.island_start as opened_at,
        island_spans.first_end as closes_at,
        island_spans.members
    from island_spans
    where not island_spans.is_folded
    union all
    select
        {{ columns_of('windowed', keys) }},
        windowed.opened_at,
        windowed.closes_at,
        count(*) as members
    from windowed
    group by {{ columns_of('windowed', keys) }}, windowed.opened_at, windowed.closes_at
{%- endmacro %}

{#- Common table expressions: rows with the island they are in, and islands with their span. -#}
{% macro islands_of(relation, keys, time, end) -%}
    islands as (
        select
            rows_with_gaps.*,
            max(
                case
                    when earlier_end is null or {{ time }} >= earlier_end then {{ time }}
                end
            ) over (
                partition by {{ keys | join(', ') }}
                order by {{ time }}
                range between unbounded preceding and current row
            ) as island_start
        from (
            select
                *,
                max({{ end }}) over (
                    partition by {{ keys | join(', ') }}
                    order by {{ time }}
                    rows between unbounded preceding and 1 preceding
                ) as earlier_end
            from {{ relation }}
        ) as rows_with_gaps
    ),

    island_spans as (
        select
            {%- for key in keys %}
            {{ key }},
            {%- endfor %}
            island_start,
            min({{ end }}) filter (where {{ time }} = island_start) as first_end,
            max({{ time }}) >= min({{ end }}) filter (where {{ time }} = island_start)
                as is_folded,
            count(*) as members
        from islands
        group by {{ keys | join(', ') }}, island_start
    )
{%- endmacro %}

{% macro same_island(left, right, keys) -%}
    {{ left }}.island_start = {{ right }}.island_start
    {%- for key in keys %}
    and {{ left }}.{{ key }} = {{ right }}.{{ key }}
    {%- endfor %}
{%- endmacro %}

{#- A common table expression: the rows that open a window, found by folding. -#}
{% macro openers_of(folded_rows, keys, time, end) -%}
    openers as (
        {{ fold_to_openers(folded_rows, keys + ['island_start'], time, end) }}
    )
{%- endmacro %}

{% macro opener_so_far(column) -%}
    max(openers.{{ column }}) over so_far
{%- endmacro %}

{#- The join and the window that opener_so_far() looks through. -#}
{% macro with_openers(folded_rows, keys, time) -%}
    left join openers
        on
            {{ folded_rows }}.{{ time }} = openers.opened_at
            and {{ same_island(folded_rows, 'openers', keys) }}
    window so_far as (
        partition by {%- for key in keys %} {{ folded_rows }}.{{ key }},{% endfor %}
            {{ folded_rows }}.island_start
        order by {{ folded_rows }}.{{ time }}
        range between unbounded preceding and current row
    )
{%- endmacro %}

{#- The openers among the rows of each key: columns keys…, opened_at, closes_at. -#}
{% macro fold_to_openers(relation, keys, time, end) -%}
    {{ return(adapter.dispatch('fold_to_openers', 'chatmart')(relation, keys, time, end)) }}
{%- endmacro %}

{% macro duckdb__fold_to_openers(relation, keys, time, end) -%}
    {%- set next_openers -%}
        case
            when candidate.opened_at >= openers[-1].closes_at
                then list_append(openers, candidate)
            else openers
        end
    {%- endset %}
    select
        {{ keys | join(', ') }},
        opener.opened_at,
        opener.closes_at
    from (
        select
            {{ keys | join(', ') }},
            unnest(list_reduce(
                candidates[2:],
                {{ anonymous_function(['openers', 'candidate'], next_openers) }},
                candidates[:1]
            )) as opener
        from (
            select
                {{ keys | join(', ') }},
                list(
                    {'opened_at': {{ time }}, 'closes_at': {{ end }}}
                    order by {{ time }}, {{ end }}
                ) as candidates
            from {{ relation }}
            group by {{ keys | join(', ') }}
        ) as listed
    ) as unnested
{%- endmacro %}

{% macro spark__fold_to_openers(relation, keys, time, end) -%}
    {%- set next_openers -%}
        case
            when
                size(openers) = 0
                or candidate.opened_at >= element_at(openers, -1).closes_at
                then concat(openers, array(candidate))
            else openers
        end
    {%- endset %}
    select
        {{ keys | join(', ') }},
        opener.opened_at,
        opener.closes_at
    from (
        select
            {{ keys | join(', ') }},
            explode(aggregate(
                array_sort(collect_list(
                    named_struct('opened_at', {{ time }}, 'closes_at', {{ end }})
                )),
                cast(array() as array<struct<opened_at: timestamp, closes_at: timestamp>>),
                {{ anonymous_function(['openers', 'candidate'], next_openers) }}
            )) as opener
        from {{ relation }}
        group by {{ keys | join(', ') }}
    ) as exploded
{%- endmacro %}

{#- A function without a name, for those that fold lists. -#}
{% macro anonymous_function(parameters, body) -%}
    {{ return(adapter.dispatch('anonymous_function', 'chatmart')(parameters, body)) }}
{%- endmacro %}

{% macro default__anonymous_function(parameters, body) -%}
    ({{ parameters | join(', ') }}) -> {{ body }}
{%- endmacro %}

{% macro duckdb__anonymous_function(parameters, body) -%}
    lambda {{ parameters | join(', ') }}: {{ body }}
{%- endmacro %}
