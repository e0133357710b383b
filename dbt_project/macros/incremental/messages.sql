{#- Messages are rebuilt one by one: those with a record that came, went or changed. What differs in
    them is logged as a change of their contact. -#}
{% macro is_affected_message() -%}
    message_key in (select affected.message_key from {{ ref('int_whatsapp_affected_messages') }} as affected)
{%- endmacro %}

{% macro get_incremental_replace_messages_sql(arguments) -%}
    {{ replace_scope(
        arguments,
        is_affected_message(),
        source('state', 'whatsapp_changes'),
        compared=arguments['dest_columns'] | map(attribute='quoted') | list,
        logged=['tenant_id', 'contact_id'],
    ) }}
{%- endmacro %}
