{#- Every day of each key, from its first to the tenant's last with any WhatsApp record, or to its own
    last if that is later, so that nothing is lost: columns keys…, spine_date. `is_first`: whether the select begins with it or further common table
    expressions stand before. -#}
{% macro whatsapp_spine(relation, date_column, keys, is_first=true) -%}
    {{ 'with' if is_first else ',' }} first_days as (
        select
            {%- for key in keys %}
            {{ key }},
            {%- endfor %}
            min({{ date_column }}) as first_date,
            max({{ date_column }}) as own_last_date
        from {{ relation }}
        group by {{ keys | join(', ') }}
    ),

    bounds as (
        select
            {%- for key in keys %}
            first_days.{{ key }},
            {%- endfor %}
            first_days.first_date,
            greatest(first_days.own_last_date, last_days.last_date) as last_date
        from first_days
        inner join {{ ref('int_whatsapp_last_days') }} as last_days
            on first_days.tenant_id = last_days.tenant_id
    )

    select
        {%- for key in keys %}
        bounds.{{ key }},
        {%- endfor %}
        days.spine_date
    from bounds
    {{ each_date('bounds.first_date', 'bounds.last_date', 'days', 'spine_date') }}
{%- endmacro %}
