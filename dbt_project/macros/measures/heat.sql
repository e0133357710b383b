{#- The heatmap's colour of a relative frequency: quarters, the lower end included. -#}
{% macro heat(relative_frequency) -%}
    case
        when {{ relative_frequency }} < 0.25 then 'blue'
        when {{ relative_frequency }} < 0.5 then 'green'
        when {{ relative_frequency }} < 0.75 then 'yellow'
        else 'red'
    end
{%- endmacro %}
