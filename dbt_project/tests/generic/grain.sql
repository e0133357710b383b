{#- One row per combination of `columns`, none of them null. In a nightly run only the rows of
    touched dates are looked at: `date_column` is held against the dates of `touched_by`. Without a
    date column it names the touched customers (an empty id stands for none). -#}
{% test grain(model, columns, date_column=none, touched_by=none, touched_column='event_date') -%}
    {%- set looks_at_touched = touched_by is not none and looks_at_touched_rows() -%}

with rows_to_look_at as (
    select
        {{ columns | join(', ') }},
        {{ row_hash(columns) }} as row_hash
    from {{ model }}
    {% if looks_at_touched and date_column is not none -%}
        where {{ date_column }} in (select {{ touched_column }} from {{ touched_by }})
    {%- elif looks_at_touched -%}
        where (tenant_id, coalesce(customer_id, '')) in (
            select
                tenant_id,
                customer_id
            from {{ touched_by }}
        )
    {%- endif %}
),

-- Grouping by a number is much cheaper than by all columns, and equal rows have equal hashes.
shared_hashes as (
    select row_hash
    from rows_to_look_at
    group by row_hash
    having count(*) > 1
)

select
    {{ columns | join(', ') }},
    count(*) as number_of_rows
from rows_to_look_at
where
    row_hash in (select shared_hashes.row_hash from shared_hashes)
    {%- for column in columns %}
    or {{ column }} is null
    {%- endfor %}
group by {{ columns | join(', ') }}
having
    count(*) > 1
    {%- for column in columns %}
    or {{ column }} is null
    {%- endfor %}

{%- endtest %}
