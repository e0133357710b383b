{#- The register of uploaded codes: the first customer who was given or entered a code has it.
    source      of the uploads, and name of the register
    events      names of the events that give a code to somebody
    happened_at column with the time of that event
    columns     further columns of the upload -#}
{% macro code_register(source, events, happened_at, columns=[]) -%}
    with uploads as (
        select * from {{ ref('int_code_uploads') }}
        where
            source = '{{ source }}'
            and not is_duplicate
            and {{ lives('uploaded_at', source) }}
            and (tenant_id, process_id, code) not in (
                select
                    deleted.tenant_id,
                    deleted.process_id,
                    deleted.entry_id
                from {{ ref('int_deleted_entries') }} as deleted
                where deleted.register = '{{ source }}'
            )
    ),

    first_events as (
        select
            tenant_id,
            process_id,
            code,
            customer_id,
            occurred_at
        from {{ ref('int_register_events') }}
        where
            code is not null
            and event_name in ('{{ events | join("', '") }}')
        qualify row_number() over (
            partition by tenant_id, process_id, code
            order by occurred_at, event_id
        ) = 1
    )

    select
        uploads.tenant_id,
        uploads.process_id,
        uploads.code,
        uploads.uploaded_at,
        {%- for column in columns %}
            uploads.{{ column }},
        {%- endfor %}
        first_events.occurred_at as {{ happened_at }},
        first_events.customer_id,
        customers.email
    from uploads
    left join first_events
        on
            uploads.tenant_id = first_events.tenant_id
            and uploads.process_id = first_events.process_id
            and uploads.code = first_events.code
    left join {{ ref('int_customers') }} as customers
        on
            first_events.tenant_id = customers.tenant_id
            and first_events.customer_id = customers.customer_id
{%- endmacro %}
