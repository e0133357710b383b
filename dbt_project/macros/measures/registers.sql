{#- The registers of the data section: which chat events show in them, and for how long. -#}

{#- What a customer says about themselves: keys of payloads, and columns of the registers. -#}
{% macro address_keys() %}{{ return(['street', 'postal_code', 'city', 'country']) }}{% endmacro %}

{% macro profile_keys() -%}
    {{ return(
        ['email', 'first_name', 'last_name', 'birthdate', 'phone'] + address_keys()
    ) }}
{%- endmacro %}

{#- The columns of a customer's profile, in the order in which registers show them. -#}
{% macro profile_columns() -%}
    {{ return(
        ['email', 'first_name', 'last_name', 'birthdate', 'gender', 'phone'] + address_keys()
    ) }}
{%- endmacro %}

{#- All keys of payloads that registers show. -#}
{% macro register_keys() -%}
    {{ return(profile_keys() + [
        'name', 'value', 'scope', 'file_url', 'file_name', 'reward_name', 'code', 'message',
        'trace_id', 'level',
    ]) }}
{%- endmacro %}

{#- What an erasure leaves of keys whose value makes an event a row of a register, so that the row
    stays (orchestration/privacy/personal_keys.py). -#}
{% macro file_traces() %}{{ return(['erased_file_url', 'erased_file_name']) }}{% endmacro %}

{% macro message_traces() %}{{ return(['erased_message']) }}{% endmacro %}

{#- A predicate: a payload has one of the traces. Hardly any has, and only those are read. -#}
{% macro has_one_of(payload, traces) -%}
    case
        when {{ contains_match(payload, '"(' ~ traces | join('|') ~ ')"') }}
            then {% for trace in traces -%}
                {{ json_scalar_text(payload, trace) }} is not null
                {%- if not loop.last %} or {% endif %}
            {%- endfor %}
        else false
    end
{%- endmacro %}

{#- A predicate that sorts out payloads without any of the keys before JSON is read; an escaped key
    may be any. -#}
{% macro holds_register_values(payload) -%}
    {%- set keys = register_keys() + file_traces() + message_traces() -%}
    {{ return(contains_match(payload, '"(' ~ keys | join('|') ~ ')"|[\\\\]u')) }}
{%- endmacro %}

{#- Which of the columns have a value, and their values, in one text; null where none has. -#}
{% macro joined_names(columns) -%}
    nullif(concat_ws(', '
        {%- for column in columns -%}
        , case when {{ column }} is not null then '{{ column }}' end
        {%- endfor -%}
    ), '')
{%- endmacro %}

{% macro joined_values(columns) -%}
    nullif(concat_ws(', ', {{ columns | join(', ') }}), '')
{%- endmacro %}

{#- Events that show in a register, or decide what one shows, whatever their payload holds. -#}
{% macro register_event_names() -%}
    {{ return([
        'sign_in', 'sign_up', 'participation', 'win_participation', 'win_won',
        'gender_female', 'gender_male', 'gender_diverse',
        'loyalty_points_emitted', 'loyalty_points_spent', 'reward_redeemed',
        'loyalty_reward_redeemed', 'terms_accepted', 'terms_rejected', 'pub_sub_failed',
    ]) }}
{%- endmacro %}

{#- Days that rows of a register live, as the seed says; none without a limit. -#}
{% macro retention_days(register) -%}
    {%- set seed = ref('retention') -%}
    {%- if not execute -%}{{ return(none) }}{%- endif -%}
    {{ return(run_query(
        "select days from " ~ seed ~ " where register = '" ~ register ~ "'"
    ).columns[0].values() | first) }}
{%- endmacro %}

{#- A predicate over the creation time of a register's rows: they live. The limit is handed to the
    engine as a literal, which prunes what a subquery would not. -#}
{% macro lives(created_at, register) -%}
    {%- set as_of = source('state', 'as_of') -%}
    {%- set days = retention_days(register) -%}
    {%- if not execute -%}{{ return('true') }}{%- endif -%}
    {%- set retained = run_query(
        'select max(retained_as_of) from ' ~ as_of
    ).columns[0].values() | first -%}
    {%- if days is none or retained is none -%}{{ return('true') }}{%- endif -%}
    {{ return(
        created_at ~ " > timestamp '" ~ (retained - modules.datetime.timedelta(days=days | int)) ~ "'"
    ) }}
{%- endmacro %}

{#- A predicate over rows with tenant_id and event_id: the entry was not deleted by itself. -#}
{% macro is_no_deleted_entry(register, alias=none) -%}
    {%- set prefix = alias ~ '.' if alias else '' -%}
    ({{ prefix }}tenant_id, {{ prefix }}event_id) not in (
        select
            deleted.tenant_id,
            deleted.entry_id
        from {{ ref('int_deleted_entries') }} as deleted
        where deleted.register = '{{ register }}'
    )
{%- endmacro %}
