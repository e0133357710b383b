{#-
    One way to be incremental: replace the rows of a scope by the rows the model selects, in one
    transaction, and log what differs for the models downstream.

    The log outlives a crash between two models: it is emptied only when a whole run has ended
    well (orchestration/transform), so whoever reads it always sees everything that changed since.

    scope     predicate over the target's rows that are replaced
    log_into  relation that takes the differences, or none
    compared  columns that make two rows differ
    logged    columns that are written for a row that differs (default: those compared)

    A model with the config logs_dates (its column with the date of a row) also logs which dates it
    replaced: the next publication writes these dates only (orchestration/publish), and models
    that are affected_by_changes_of it rebuild them. logs_differing_dates: only the dates of rows
    that differ, for a scope that reaches far beyond what changed.
-#}
{% macro replace_scope(
    arguments, scope, log_into=none, compared=[], logged=none, logs_differing_dates=false
) -%}
    {%- set target_relation = arguments['target_relation'] -%}
    {%- set new_rows = arguments['temp_relation'] -%}
    {%- set columns = arguments['dest_columns'] | map(attribute='quoted') | join(', ') -%}
    {%- if log_into is not none -%}
        {%- set compared_columns = compared | join(', ') -%}
        {%- set logged_columns = (logged or compared) | join(', ') %}
        insert into {{ log_into }} ({{ logged_columns }})
        with old_rows as (
            select {{ compared_columns }} from {{ target_relation }} as target_rows
            where {{ few_rows_where('target_rows', target_relation, scope) }}
        ),
        new_rows as (
            select {{ compared_columns }} from {{ new_rows }}
        ),
        went as (
            select * from old_rows
            except all
            select * from new_rows
        ),
        came as (
            select * from new_rows
            except all
            select * from old_rows
        )
        select {{ logged_columns }} from went
        union {{ 'all' if logged is none }}
        select {{ logged_columns }} from came;
    {% endif %}
    {{- log_changed_dates(target_relation, new_rows, scope, columns if logs_differing_dates) }}
    delete from {{ target_relation }} where {{ scope }};
    insert into {{ target_relation }} ({{ columns }})
    select {{ columns }} from {{ new_rows }};
{%- endmacro %}

{#- The log outlives many runs if none of them can publish, so it takes no date twice. -#}
{% macro log_changed_dates(target_relation, new_rows, scope, differing_columns=none) -%}
    {%- set date_column = config.get('logs_dates') -%}
    {%- if date_column %}
        insert into {{ source('state', 'changed_dates') }} (relation, changed_date)
        select
            '{{ target_relation.schema }}.{{ target_relation.identifier }}' as relation,
            replaced.changed_date
        from (
            {%- if differing_columns %}
            select went.{{ date_column }} as changed_date from (
                select {{ differing_columns }} from {{ target_relation }} where {{ scope }}
                except
                select {{ differing_columns }} from {{ new_rows }}
            ) as went
            union
            select came.{{ date_column }} as changed_date from (
                select {{ differing_columns }} from {{ new_rows }}
                except
                select {{ differing_columns }} from {{ target_relation }} where {{ scope }}
            ) as came
            {%- else %}
            select {{ date_column }} as changed_date from {{ target_relation }} where {{ scope }}
            union
            select {{ date_column }} as changed_date from {{ new_rows }}
            {%- endif %}
        ) as replaced
        except
        select
            relation,
            changed_date
        from {{ source('state', 'changed_dates') }};
    {% endif -%}
{%- endmacro %}

{#- Replaces the affected dates. config: affected_by (model with the dates) and affected_column (its
    column, default event_date), or affected_by_changes_of (models that log their dates);
    date_column (the model's own), and days_before, days_after and grain as in is_affected() where
    they differ from a plain day. -#}
{% macro get_incremental_replace_dates_sql(arguments) -%}
    {{ replace_scope(arguments, affected_dates_of_this_model(config.get('date_column'))) }}
{%- endmacro %}

{#- The same for a series without holes. config: spine (model with every key and date that the
    series must have), spine_keys (its columns). Rows outside of the spine are removed. -#}
{% macro get_incremental_replace_dates_in_spine_sql(arguments) -%}
    {%- set keys = config.get('spine_keys') -%}
    {%- set scope -%}
        {{ affected_dates_of_this_model(config.get('date_column')) }}
        or not exists (
            select 1 from {{ ref(config.get('spine')) }} as spine
            where
                {{ spine_date_of_this_model('spine') }}
                = {{ arguments['target_relation'] }}.{{ config.get('date_column') }}
                {%- for key in keys %}
                and spine.{{ key }} = {{ arguments['target_relation'] }}.{{ key }}
                {%- endfor %}
        )
    {%- endset -%}
    {{ replace_scope(arguments, scope) }}
{%- endmacro %}

{#- The model's own predicate, from its config: the same in its select and in what it replaces. -#}
{% macro affected_dates_of_this_model(column) -%}
    {%- set changed = config.get('affected_by_changes_of') -%}
    {{ return(is_affected(
        column,
        changed_dates_of(changed) if changed else ref(config.get('affected_by')),
        source_column='changed_date' if changed else config.get('affected_column', 'event_date'),
        days_before=config.get('days_before', 0),
        days_after=config.get('days_after', 0),
        grain=config.get('grain', 'day'),
    )) }}
{%- endmacro %}

{#- The dates that models logged since the last publication, as a relation. -#}
{% macro changed_dates_of(models) -%}
    {%- set relations = [] -%}
    {%- for model in models -%}
        {%- do relations.append(ref(model).schema ~ '.' ~ ref(model).identifier) -%}
    {%- endfor -%}
    {{ return(
        "(select changed_date from " ~ source('state', 'changed_dates')
        ~ " where changed_date is not null and relation in ('" ~ relations | join("', '")
        ~ "')) as logged_dates"
    ) }}
{%- endmacro %}

{#- The date of a spine's row in the grain of the model. -#}
{% macro spine_date_of_this_model(spine) -%}
    {{ return(
        first_of_month(spine ~ '.spine_date') if config.get('grain') == 'month'
        else spine ~ '.spine_date'
    ) }}
{%- endmacro %}
