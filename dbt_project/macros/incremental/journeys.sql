{#- The deliveries of a source with ids of its own, each with its local date and whether it is a
    duplicate: the earliest landing day wins, then the file, then the line. Most records come once:
    only those that share a key are ordered, which is what makes deduplicating millions cheap. What
    only tells copies apart is read on its own, from the lake, which is columnar.

    `staged` has tenant_id, event_id, event_key and occurred_at besides `columns`. -#}
{% macro deliveries_with_duplicates(staged, columns) -%}
    {%- set key_columns = [
        'source', 'landing_day', 'file_name', 'line', 'event_key', 'tenant_id', 'event_id',
    ] -%}
    {%- set replaced = is_replaced_delivery_of_this_model() if is_incremental() else 'true' -%}
    with tenant_keys as (
        select * from {{ ref('int_tenant_keys') }}
        where kind = 'tenant'
    ),

    delivered as (
        select
            {{ columns_of('staged', key_columns + columns + ['occurred_at']) }}
        from {{ staged }} as staged
        where {{ replaced }}
    ),

    delivered_keys as (
        select event_key
        from {{ staged }}
        where {{ replaced }}
    ),

    {% if is_incremental() -%}
        replaced_keys as (
            select event_key from delivered_keys
            union
            select event_key from {{ this }}
            where {{ replaced }}
        ),

        other_copies as (
            select
                {{ columns_of('warehouse_rows', key_columns + columns + ['occurred_at']) }}
            from {{ this }} as warehouse_rows
            where {{ few_rows_where(
                'warehouse_rows',
                this,
                key_is_replaced('event_key') ~ ' and not ' ~ replaced
            ) }}
        ),
    {%- endif %}

    copies as (
        select * from delivered
        {% if is_incremental() -%}
            union all
            select * from other_copies
        {%- endif %}
    ),

    repeated_keys as (
        select event_key
        from (
            select event_key from delivered_keys
            {% if is_incremental() -%}
                union all
                select event_key from other_copies
            {%- endif %}
        ) as all_keys
        group by event_key
        having count(*) > 1
    ),

    repeated_copies as (
        select
            {{ columns_of('staged', key_columns) }}
        from {{ staged }} as staged
        where
            staged.event_key in (select repeated_keys.event_key from repeated_keys)
            and {{ replaced }}
        {% if is_incremental() -%}
            union all
            select
                {{ columns_of('other_copies', key_columns) }}
            from other_copies
            where other_copies.event_key in (select repeated_keys.event_key from repeated_keys)
        {%- endif %}
    ),

    ordered_copies as (
        select
            landing_day,
            file_name,
            line,
            event_key,
            row_number() over (
                partition by tenant_id, event_id
                order by landing_day, file_name, line
            ) as copy_number
        from repeated_copies
    )

    select
        {{ columns_of('copies', key_columns + columns + ['occurred_at']) }},
        coalesce(tenant_keys.reporting_timezone, 'UTC') as reporting_timezone,
        {{ local_date('copies.occurred_at', "coalesce(tenant_keys.reporting_timezone, 'UTC')") }}
            as event_date,
        coalesce(ordered_copies.copy_number > 1, false) as is_duplicate
    from copies
    left join tenant_keys on copies.tenant_id = tenant_keys.lookup_key
    left join ordered_copies
        on
            copies.event_key = ordered_copies.event_key
            and copies.landing_day = ordered_copies.landing_day
            and copies.line = ordered_copies.line
            and copies.file_name = ordered_copies.file_name
{%- endmacro %}

{#- The keys of user events and chat events that came, went or changed. What a filter looks at is in the
    lake alone, so of the landing days of this run every event that a filter may look at counts. -#}
{% macro changed_conversion_keys() -%}
    (
        select user_event_changes.event_key
        from {{ source('state', 'user_event_changes') }} as user_event_changes
        union all
        select {{ text_key(['chat_changes.tenant_id', 'chat_changes.event_id']) }} as event_key
        from {{ source('state', 'chat_changes') }} as chat_changes
        where
            chat_changes.customer_id is not null
            and chat_changes.event_name in (
                select rules.event_name from {{ ref('int_conversion_rules') }} as rules
            )
        {%- for source_name, relation in [
            ('user_events', ref('stg_journeys__user_events')),
            ('chat_events', ref('stg_journeys__chat_payloads')),
        ] %}
            {%- set days = changed_landing_days(source_name) %}
            {%- if days %}
        union all
        select delivered.event_key
        from {{ relation }} as delivered
        where
            delivered.landing_day in (date '{{ days | join("', date '") }}')
            and (delivered.tenant_id, delivered.event_name) in (
                select
                    rules.tenant_id,
                    rules.event_name
                from {{ ref('int_conversion_rules') }} as rules
                where rules.conversion_filters is not null
            )
            {%- endif %}
        {%- endfor %}
    )
{%- endmacro %}

{% macro restated_rule_keys() -%}
    (
        select cast(restated.restated_key as bigint)
        from {{ source('state', 'restated_keys') }} as restated
        where restated.kind = 'conversion_rule'
    )
{%- endmacro %}

{#- What counts as a conversion by a rule is derived anew for the events that changed and for the rules
    that did. -#}
{% macro is_changed_conversion(event_key='event_key', rule_key='rule_key') -%}
    (
        {{ event_key }} in {{ changed_conversion_keys() }}
        {%- if has_restated_keys('conversion_rule') %}
        or {{ rule_key }} in {{ restated_rule_keys() }}
        {%- endif %}
    )
{%- endmacro %}

{#- The events of this run whose names any rule counts. -#}
{% macro is_conversion_to_look_at() -%}
    (tenant_id, event_name) in (
        select
            rules.tenant_id,
            rules.event_name
        from {{ ref('int_conversion_rules') }} as rules
        {%- if is_incremental() %}
        where rules.rule_key in {{ restated_rule_keys() }}
        {%- endif %}
    )
    {%- if is_incremental() %}
    or (
        event_key in {{ changed_conversion_keys() }}
        and event_name in (
            select rules.event_name from {{ ref('int_conversion_rules') }} as rules
        )
    )
    {%- endif %}
{%- endmacro %}

{#- The deliveries in the lake whose attributes this run's filters look at. Literal landing days prune
    the lake's files: few of them hold what a night brings. -#}
{% macro is_delivery_to_look_at() -%}
    {%- set filtered_names -%}
        attributes is not null
        and (tenant_id, event_name) in (
            select
                rules.tenant_id,
                rules.event_name
            from {{ ref('int_conversion_rules') }} as rules
            where rules.conversion_filters is not null
        )
    {%- endset -%}
    {%- if not execute -%}
        {{ return(filtered_names) }}
    {%- endif -%}
    {%- set number_of_filters = run_query(
        'select count(*) from ' ~ ref('int_conversion_rules')
        ~ ' where conversion_filters is not null'
    ).columns[0].values()[0] -%}
    {%- if number_of_filters == 0 -%}
        {{ return('false') }}
    {%- elif not is_incremental() or has_restated_keys('conversion_rule') -%}
        {{ return(filtered_names) }}
    {%- endif -%}
    {%- set days = run_query(
        "select landing_day from " ~ ref('int_user_event_deliveries')
        ~ " where event_key in " ~ changed_conversion_keys()
        ~ " union select landing_day from " ~ ref('int_chat_event_deliveries')
        ~ " where event_key in " ~ changed_conversion_keys()
    ).columns[0].values() -%}
    {{ return(
        "landing_day in (date '" ~ days | join("', date '") ~ "') and " ~ filtered_names
        if days else 'false'
    ) }}
{%- endmacro %}

{% macro get_incremental_replace_conversion_events_sql(arguments) -%}
    {{ replace_scope(
        arguments,
        is_changed_conversion(),
        source('state', 'journey_changes'),
        compared=arguments['dest_columns'] | map(attribute='quoted') | list,
        logged=['user_key'],
    ) }}
{%- endmacro %}

{#- What is known of an entry is derived anew from all its records when one of them changed. -#}
{% macro is_changed_entry() -%}
    entry_key in (
        select changes.entry_key from {{ source('state', 'journey_changes') }} as changes
        where changes.entry_key is not null
    )
{%- endmacro %}

{% macro get_incremental_replace_entries_sql(arguments) -%}
    {{ replace_scope(
        arguments,
        is_changed_entry(),
        source('state', 'journey_changes') if config.get('compared') else none,
        compared=config.get('compared', []),
        logged=['user_key'],
        logs_differing_dates=true,
    ) }}
{%- endmacro %}

{#- What is known of a user's journeys is derived anew from all the user's records when one of them
    changed. flips: also for users with an entry whose window has closed, or opened again, because
    the as-of time is another one. -#}
{% macro is_affected_journey_user(flips=false) -%}
    (
        user_key in (
            select affected.user_key from {{ ref('int_journey_affected_users') }} as affected
        )
        {%- if flips %}
        or user_key in (
            select stored.user_key
            from {{ this }} as stored
            where
                stored.window_closes_at is not null
                and stored.is_window_open is distinct from (
                    stored.window_closes_at >= (
                        select max(as_of.as_of) from {{ source('state', 'as_of') }} as as_of
                    )
                )
        )
        {%- endif %}
    )
{%- endmacro %}

{% macro get_incremental_replace_journey_users_sql(arguments) -%}
    {{ replace_scope(
        arguments,
        is_affected_journey_user(flips=config.get('flips', false)),
        source('state', config.get('log_into')) if config.get('log_into') else none,
        compared=config.get('compared', []),
        logged=config.get('logged', []),
        logs_differing_dates=true,
    ) }}
{%- endmacro %}

{#- Entries with a changed record, and those of journeys whose steps changed. -#}
{% macro is_changed_entry_of_steps() -%}
    (
        {{ is_changed_entry() }}
        {%- if has_restated_keys('journey_steps') %}
        or tenant_id || chr(31) || journey_id in (
            select restated.restated_key
            from {{ source('state', 'restated_keys') }} as restated
            where restated.kind = 'journey_steps'
        )
        {%- endif %}
    )
{%- endmacro %}

{% macro get_incremental_replace_entry_steps_sql(arguments) -%}
    {{ replace_scope(arguments, is_changed_entry_of_steps(), logs_differing_dates=true) }}
{%- endmacro %}
