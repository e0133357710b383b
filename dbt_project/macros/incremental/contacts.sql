{#- What is known of a contact is derived anew from all its records whenever one of them came, went
    or changed; everybody else's stays as it is. -#}
{% macro is_affected_contact(alias=none) -%}
    {%- set prefix = alias ~ '.' if alias else '' -%}
    ({{ prefix }}tenant_id, {{ prefix }}contact_id) in (
        select
            affected.tenant_id,
            affected.contact_id
        from {{ ref('int_affected_contacts') }} as affected
    )
{%- endmacro %}

{% macro get_incremental_replace_contacts_sql(arguments) -%}
    {{ replace_scope(arguments, is_affected_contact(), logs_differing_dates=true) }}
{%- endmacro %}
