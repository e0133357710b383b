{#- No row lacks a value in any of `columns`. -#}
{% test complete(model, columns) -%}

select *
from {{ model }}
where {{ columns | join(' is null or ') }} is null

{%- endtest %}
