{{
    config(
        materialized='incremental',
        incremental_strategy='replace_dates',
        affected_by='int_chat_affected_dates',
        date_column='event_date',
    )
}}

-- depends_on: {{ ref('int_chat_affected_dates') }}

with events as (
    select
        tenant_id,
        event_id,
        event_name,
        occurred_at,
        event_date,
        customer_id,
        process_id,
        process_instance_id,
        quantity,
        item_id,
        register_values
    from {{ ref('int_chat_events') }}
    where
        (
            register_values is not null
            or event_name in (
                {%- for name in register_event_names() %}
                    '{{ name }}'{% if not loop.last %},{% endif %}
                {%- endfor %}
            )
            or event_name like 'api~_%' escape '~'
            or event_name in (select consent_events.event_name from {{ ref('consent_events') }})
        )
        {% if is_incremental() -%}
            and {{ affected_dates_of_this_model('event_date') }}
        {%- endif %}
),

personal_data_events as (
    select event_name from {{ ref('event_catalogue') }}
    where module = 'personal_data'
),

typed as (
    select
        events.tenant_id,
        events.event_id,
        events.event_name,
        events.occurred_at,
        events.event_date,
        events.customer_id,
        events.process_id,
        events.process_instance_id,
        events.quantity as points,
        case
            when events.event_name in ({{ redemption_event_names() }}) then events.item_id
        end as reward_id,
        case events.event_name
            when 'gender_female' then 'female'
            when 'gender_male' then 'male'
            when 'gender_diverse' then 'diverse'
        end as gender,
        events.event_name in ({{ variable_event_names() }}) as is_variable,
        personal_data_events.event_name is not null as is_personal_data,
        {{ has_one_of('events.register_values', file_traces()) }} as had_file,
        {{ has_one_of('events.register_values', message_traces()) }} as had_message,
        {%- for key in register_keys() %}
            {{ blank_as_null(json_scalar_text('events.register_values', key)) }}
                as {{ 'given_' ~ key if key in ('name', 'value', 'level') else key }}
            {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from events
    left join personal_data_events on events.event_name = personal_data_events.event_name
)

select
    tenant_id,
    event_id,
    event_name,
    occurred_at,
    event_date,
    customer_id,
    process_id,
    process_instance_id,
    points,
    reward_id,
    gender,
    {%- for key in profile_keys() %}
        {{ key }},
    {%- endfor %}
    file_url,
    file_name,
    had_file or file_url is not null or file_name is not null as is_file,
    reward_name,
    code,
    message,
    had_message or message is not null as has_message,
    trace_id,
    given_level as log_level,
    case when is_variable and given_name is not null then scope end as variable_scope,
    case
        when is_variable then given_name
        when is_personal_data and gender is not null then 'gender'
        when is_personal_data then {{ joined_names(profile_keys()) }}
    end as variable_name,
    case
        when is_variable and given_name is not null then given_value
        when is_personal_data and gender is not null then gender
        when is_personal_data then {{ joined_values(profile_keys()) }}
    end as variable_value
from typed
