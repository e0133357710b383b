{#- Messages are rebuilt one by one: those with a delivery that came, went or changed. -#}
{% macro is_affected_message() -%}
    message_key in (select affected.message_key from {{ ref('int_whatsapp_affected_messages') }} as affected)
{%- endmacro %}

{% macro get_incremental_replace_messages_sql(arguments) -%}
    {{ replace_scope(arguments, is_affected_message()) }}
{%- endmacro %}
