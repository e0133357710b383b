{#- No row lacks a value in any of `columns`. -#}
{% test complete(model, columns) -%}

select *
from {{ model }}
where
    {%- for column in columns %}
    {% if not loop.first %}or {% endif %}{{ column }} is null
    {%- endfor %}

{%- endtest %}
