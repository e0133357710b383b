{#-
    Which dates an incremental model rebuilds.

    Landing days bring records of any date, so no model looks back a fixed number of days: it
    rebuilds exactly the dates whose rows came, went or changed. They are handed to the engine as
    literals, because literals prune row groups and Parquet files where a join would not.
-#}

{#- More dates than this are looked up by a subquery: the statement would grow without pruning. -#}
{% macro largest_literal_list() %}{{ return(400) }}{% endmacro %}

{#- A predicate: `column` holds a date of `relation.source_column`, widened by whole days.
    grain 'month': `column` is the first day of the month of such a date. -#}
{% macro is_affected(
    column, relation, source_column='event_date', days_before=0, days_after=0, grain='day'
) -%}
    {%- if not execute -%}
        {{ return('true') }}
    {%- endif -%}
    {%- set widened -%}
        select distinct
        {% if grain == 'month' -%}
            {{ first_of_month('widened.day') }} as affected_date
        {%- else -%}
            widened.day as affected_date
        {%- endif %}
        from (select distinct {{ source_column }} as day from {{ relation }}) as changed
        {{ each_date(
            'changed.day - ' ~ days_before, 'changed.day + ' ~ days_after, 'widened', 'day'
        ) }}
    {%- endset -%}
    {%- set dates = run_query(
        'select affected_date from (' ~ widened ~ ') as affected order by affected_date limit '
        ~ (largest_literal_list() + 1)
    ).columns[0].values() -%}
    {%- if dates | length == 0 -%}
        {{ return('false') }}
    {%- elif dates | length > largest_literal_list() -%}
        {{ return(column ~ ' in (select affected_date from (' ~ widened ~ ') as affected)') }}
    {%- endif -%}
    {%- set literals = [] -%}
    {%- for day in dates -%}
        {%- do literals.append("date '" ~ day ~ "'") -%}
    {%- endfor -%}
    {{ return(column ~ ' in (' ~ literals | join(', ') ~ ')') }}
{%- endmacro %}

{#- For a series without holes: the cell of the spine is affected or not stored yet. -#}
{% macro is_missing_or_affected(spine) -%}
    (
        {{ affected_dates_of_this_model(spine_date_of_this_model(spine)) }}
        or not exists (
            select 1 from {{ this }} as existing
            where
                existing.{{ config.get('date_column') }} = {{ spine_date_of_this_model(spine) }}
                {%- for key in config.get('spine_keys') %}
                and existing.{{ key }} = {{ spine }}.{{ key }}
                {%- endfor %}
        )
    )
{%- endmacro %}
