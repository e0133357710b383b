{#-
    Greedy windows: the first row of a key opens one, the first row at or after its end the next.

    A select over the rows of `relation` (a name, used twice) with the further columns opened_at, the
    `time` of the row that opened the window each row is in, and closes_at. `end` is the column with
    the end of the window that a row would open. Which row opens one depends on all windows before
    it, so only where windows can overlap at all (an island of rows without a gap as long as a
    window) are the rows folded one after the other; most islands are one window and need no fold.
    Rows of the same instant share their window.
-#}
{% macro greedy_windows(relation, keys, time, end) -%}
    with islands as (
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
            max({{ time }}) as last_time
        from islands
        group by {{ keys | join(', ') }}, island_start
    ),

    spanned as (
        select
            islands.*,
            island_spans.first_end,
            island_spans.last_time >= island_spans.first_end as is_folded
        from islands
        inner join island_spans
            on
                islands.island_start = island_spans.island_start
                {%- for key in keys %}
                and islands.{{ key }} = island_spans.{{ key }}
                {%- endfor %}
    ),

    folded as (
        {{ fold_to_openers('spanned', keys + ['island_start'], time, end) }}
    )

    select
        spanned.*,
        spanned.island_start as opened_at,
        spanned.first_end as closes_at
    from spanned
    where not spanned.is_folded
    union all
    select
        spanned.*,
        max(folded.opened_at) over so_far as opened_at,
        max(folded.closes_at) over so_far as closes_at
    from spanned
    left join folded
        on
            spanned.{{ time }} = folded.opened_at
            and spanned.island_start = folded.island_start
            {%- for key in keys %}
            and spanned.{{ key }} = folded.{{ key }}
            {%- endfor %}
    where spanned.is_folded
    window so_far as (
        partition by {%- for key in keys %} spanned.{{ key }},{% endfor %} spanned.island_start
        order by spanned.{{ time }}
        range between unbounded preceding and current row
    )
{%- endmacro %}

{#- The openers among the rows of each key that are marked is_folded: columns key…, opened_at,
    closes_at. -#}
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
            where is_folded
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
        where is_folded
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
