{#- What pairs up per customer and process is rebuilt for the customers and processes with a
    changed event of those names: a pair may span any time. What differs in the columns `compared`
    is logged as a change of the KPIs of its date. -#}
{% macro is_changed_customer_process(event_names) -%}
    {%- set changed -%}
        from {{ source('state', 'chat_changes') }} as changes
        where
            changes.event_name in ('{{ event_names | join("', '") }}')
            and changes.customer_id is not null
    {%- endset -%}
    {#- The customer alone says the same of nearly all rows, by one column that scans can skip by. -#}
    customer_id in (
        select changes.customer_id
        {{ changed }}
    )
    and (tenant_id, customer_id, process_id) in (
        select
            changes.tenant_id,
            changes.customer_id,
            changes.process_id
        {{ changed }}
    )
{%- endmacro %}

{% macro get_incremental_replace_customer_processes_sql(arguments) -%}
    {{ replace_scope(
        arguments,
        is_changed_customer_process(config.get('event_names')),
        source('state', 'kpi_changes') if config.get('compared') else none,
        compared=config.get('compared', []),
        logged=['event_date'],
    ) }}
{%- endmacro %}
