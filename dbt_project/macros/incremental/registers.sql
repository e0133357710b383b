{#-
    Registers of the data section lose rows although nothing in the lake changed: those whose time is
    over, and those that were deleted. Both are in the scope that a run replaces.

    config: register (its name in the seed retention), created_column (the time it counts from), and
    deleted_as (its name among the deleted entries; default: register).
-#}
{% macro has_left_register() -%}
    not ({{ lives(config.get('created_column'), config.get('register')) }})
    or not ({{ is_no_deleted_entry(config.get('deleted_as', config.get('register'))) }})
{%- endmacro %}

{#- The predicate for the model's own select. -#}
{% macro is_in_register(created_at) -%}
    {{ lives(created_at, config.get('register')) }}
    and {{ is_no_deleted_entry(config.get('deleted_as', config.get('register'))) }}
{%- endmacro %}

{#- Replaces the affected dates of a register (config as for replace_dates). -#}
{% macro get_incremental_replace_register_dates_sql(arguments) -%}
    {%- set scope -%}
        ({{ affected_dates_of_this_model(config.get('date_column')) }} or {{ has_left_register() }})
    {%- endset -%}
    {{ replace_scope(arguments, scope) }}
{%- endmacro %}

{#- Customers with an event that came, went or changed; an empty id stands for none. -#}
{% macro is_affected_customer(alias=none) -%}
    {%- set prefix = alias ~ '.' if alias else '' -%}
    ({{ prefix }}tenant_id, coalesce({{ prefix }}customer_id, '')) in (
        select
            affected.tenant_id,
            affected.customer_id
        from {{ ref('int_affected_customers') }} as affected
    )
{%- endmacro %}

{#- What is known of a customer is derived anew from all their events whenever one of them came, went
    or changed. With a register in the config its rows go when their time is over. -#}
{% macro get_incremental_replace_customers_sql(arguments) -%}
    {%- set scope -%}
        ({{ is_affected_customer() }}
        {%- if config.get('register') %}
        or {{ has_left_register() }}
        {%- endif %})
    {%- endset -%}
    {{ replace_scope(
        arguments, scope, logs_differing_dates=config.get('logs_dates') is not none
    ) }}
{%- endmacro %}

{#- The same for the register of customers. -#}
{% macro get_incremental_replace_living_customers_sql(arguments) -%}
    {%- set scope -%}
        ({{ is_affected_customer() }} or not ({{ lives('last_active_at', 'customers') }}))
    {%- endset -%}
    {{ replace_scope(arguments, scope) }}
{%- endmacro %}

{#- The same for what lives as long as its customer. -#}
{% macro get_incremental_replace_customers_entries_sql(arguments) -%}
    {%- set scope -%}
        (
            {{ is_affected_customer() }}
            or not ({{ is_no_deleted_entry(config.get('register')) }})
            or (tenant_id, customer_id) not in (
                select
                    customers.tenant_id,
                    customers.customer_id
                from {{ ref('dim_customers') }} as customers
            )
        )
    {%- endset -%}
    {{ replace_scope(arguments, scope, logs_differing_dates=true) }}
{%- endmacro %}
