{#- Every row (of the touched dates, in a nightly run) satisfies `expression`; null does not. -#}
{% test holds(model, expression, date_column=none, touched_by=none, touched_column='event_date') -%}

select *
from {{ model }}
where
    not coalesce({{ expression }}, false)
    {% if touched_by is not none and looks_at_touched_rows() -%}
        and {{ date_column }} in (select {{ touched_column }} from {{ touched_by }})
    {%- endif %}

{%- endtest %}
