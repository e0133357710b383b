{#- Messages are rebuilt one by one: those with a record that came, went or changed. What differs in
    them is logged as a change of their contact. -#}
{% macro is_affected_message() -%}
    message_key in (select affected.message_key from {{ ref('int_whatsapp_affected_messages') }} as affected)
{%- endmacro %}

{#- Common table expressions, the last one named `reached`: the messages of `changed` and all that
    they are linked to. A provider knows a message by an id of its own and by one of WhatsApp's, and
    some of its events name only one of them. Which message such an event belongs to follows from
    all links of both, so whatever hangs together is put together anew. A step leads there, more are
    needed where a provider mixes up its ids; recursion, which has no limit, is not for all engines. -#}
{% macro all_that_hangs_together(changed, reached, steps=6) -%}
    {%- for step in range(1, steps + 1) %}
    {%- set before = changed if loop.first else reached ~ '_' ~ (step - 1) %}
    {{ reached if loop.last else reached ~ '_' ~ step }} as (
        select message_key from {{ before }}
        union
        select statuses.message_key
        from {{ ref('int_whatsapp_message_statuses') }} as statuses
        inner join {{ before }} as known on statuses.linked_key = known.message_key
        union
        select statuses.linked_key
        from {{ ref('int_whatsapp_message_statuses') }} as statuses
        inner join {{ before }} as known on statuses.message_key = known.message_key
        where statuses.linked_key is not null
    ){% if not loop.last %},
{% endif %}
    {%- endfor %}
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
