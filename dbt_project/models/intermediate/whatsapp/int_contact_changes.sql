{{
    config(
        materialized='incremental',
        incremental_strategy='replace_contacts',
        logs_dates='change_date',
    )
}}

-- depends_on: {{ ref('int_affected_contacts') }}

with contacts as (
    select * from {{ ref('int_contacts') }}
    {% if is_incremental() -%}
        where {{ is_affected_contact() }}
    {%- endif %}
),

contact_records as (
    select * from {{ ref('int_whatsapp_contact_records') }}
    where
        record_kind in ('opt_in', 'opt_out', 'contact')
        and (not is_duplicate or record_kind = 'contact')
        {% if is_incremental() -%}
            and {{ is_affected_contact() }}
        {%- endif %}
),

unknown_number_codes as (
    select
        *,
        lead(valid_from) over (partition by error_code order by valid_from) as valid_until
    from {{ ref('whatsapp_error_codes') }}
),

unknown_number_failures as (
    select
        messages.tenant_id,
        messages.contact_id,
        messages.failed_at
    from {{ ref('int_whatsapp_messages') }} as messages
    inner join unknown_number_codes
        on
            messages.error_code = unknown_number_codes.error_code
            and messages.failed_at >= unknown_number_codes.valid_from
            and (
                unknown_number_codes.valid_until is null
                or messages.failed_at < unknown_number_codes.valid_until
            )
    where
        unknown_number_codes.is_unknown_number
        and messages.excluded_as is null
        {% if is_incremental() -%}
            and {{ is_affected_contact('messages') }}
        {%- endif %}
),

-- Glific opts a contact out when its number turns out not to exist: no word about consent.
suppressed_opt_outs as (
    select distinct
        contact_records.tenant_id,
        contact_records.contact_id,
        contact_records.occurred_at
    from contact_records
    inner join unknown_number_failures as failures
        on
            contact_records.tenant_id = failures.tenant_id
            and contact_records.contact_id = failures.contact_id
            and contact_records.occurred_at
            between failures.failed_at and failures.failed_at + interval '60' second
    where
        contact_records.record_kind = 'opt_out'
        and contact_records.source = 'glific_contact_histories'
),

opt_events as (
    select
        contact_records.tenant_id,
        contact_records.contact_id,
        contact_records.occurred_at,
        coalesce(contact_records.record_id, '') as record_id,
        case contact_records.record_kind when 'opt_in' then 'opted_in' else 'opted_out' end
            as opt_state
    from contact_records
    left join suppressed_opt_outs
        on
            contact_records.tenant_id = suppressed_opt_outs.tenant_id
            and contact_records.contact_id = suppressed_opt_outs.contact_id
            and contact_records.occurred_at = suppressed_opt_outs.occurred_at
            and contact_records.record_kind = 'opt_out'
            and contact_records.source = 'glific_contact_histories'
    where
        contact_records.record_kind in ('opt_in', 'opt_out')
        and suppressed_opt_outs.contact_id is null
    union all
    select
        tenant_id,
        contact_id,
        stated_optin_at as occurred_at,
        '' as record_id,
        'opted_in' as opt_state
    from contacts
    where stated_optin_at is not null
),

-- Ids are numbers, the shorter one is the lower one; where there are none, an opt-out stands.
opt_changes as (
    select
        *,
        row_number() over in_order as event_number,
        coalesce(lag(opt_state) over in_order, '') <> opt_state as is_change
    from opt_events
    window in_order as (
        partition by tenant_id, contact_id
        order by occurred_at, length(record_id), record_id, opt_state
    )
),

-- Deliveries matter only to contacts whose number was once unknown.
deliveries as (
    select
        messages.tenant_id,
        messages.contact_id,
        messages.delivered_at
    from {{ ref('int_whatsapp_messages') }} as messages
    where
        messages.delivered_at is not null
        and messages.excluded_as is null
        and (messages.tenant_id, messages.contact_id) in (
            select
                failures.tenant_id,
                failures.contact_id
            from unknown_number_failures as failures
        )
),

-- At one instant a failure stands against a delivery, and the newest version of a row counts.
number_events as (
    select
        tenant_id,
        contact_id,
        delivered_at as occurred_at,
        1 as event_order,
        'delivered' as outcome,
        cast(null as {{ dbt.type_string() }}) as exported_status,
        0 as version_number
    from deliveries
    union all
    select
        tenant_id,
        contact_id,
        failed_at as occurred_at,
        2 as event_order,
        'failed' as outcome,
        cast(null as {{ dbt.type_string() }}) as exported_status,
        0 as version_number
    from unknown_number_failures
    union all
    select
        tenant_id,
        contact_id,
        coalesce(version_at, occurred_at) as occurred_at,
        3 as event_order,
        cast(null as {{ dbt.type_string() }}) as outcome,
        contact_status as exported_status,
        row_number() over (
            partition by tenant_id, contact_id
            order by {{ newest_version_first() }}
        ) as version_number
    from contact_records
    where contact_status is not null
),

number_states as (
    select
        tenant_id,
        contact_id,
        occurred_at,
        row_number() over in_order as event_number,
        last_value(outcome ignore nulls) over so_far as outcome,
        last_value(exported_status ignore nulls) over so_far as exported_status
    from number_events
    window
        in_order as (
            partition by tenant_id, contact_id
            order by occurred_at asc, event_order asc, version_number desc
        ),
        so_far as (
            partition by tenant_id, contact_id
            order by occurred_at asc, event_order asc, version_number desc
            rows between unbounded preceding and current row
        )
),

-- What a day ends with; nothing is known of a contact before it was first seen.
dated as (
    select
        contacts.tenant_id,
        contacts.contact_id,
        greatest(
            contacts.first_seen_date,
            {{ local_date('opt_changes.occurred_at', 'contacts.reporting_timezone') }}
        ) as change_date,
        opt_changes.opt_state,
        opt_changes.is_change,
        cast(null as {{ dbt.type_string() }}) as status,
        opt_changes.event_number
    from opt_changes
    inner join contacts
        on
            opt_changes.tenant_id = contacts.tenant_id
            and opt_changes.contact_id = contacts.contact_id
    union all
    select
        contacts.tenant_id,
        contacts.contact_id,
        greatest(
            contacts.first_seen_date,
            {{ local_date('number_states.occurred_at', 'contacts.reporting_timezone') }}
        ) as change_date,
        cast(null as {{ dbt.type_string() }}) as opt_state,
        false as is_change,
        case
            when number_states.outcome = 'failed' then 'invalid'
            else coalesce(number_states.exported_status, 'valid')
        end as status,
        number_states.event_number
    from number_states
    inner join contacts
        on
            number_states.tenant_id = contacts.tenant_id
            and number_states.contact_id = contacts.contact_id
    union all
    select
        tenant_id,
        contact_id,
        first_seen_date as change_date,
        cast(null as {{ dbt.type_string() }}) as opt_state,
        false as is_change,
        cast(null as {{ dbt.type_string() }}) as status,
        cast(0 as bigint) as event_number
    from contacts
),

day_ends as (
    select
        tenant_id,
        contact_id,
        change_date,
        max_by(opt_state, event_number) filter (where opt_state is not null) as opt_state,
        max_by(status, event_number) filter (where status is not null) as status,
        bool_or(is_change and opt_state = 'opted_in') as is_opted_in,
        bool_or(is_change and opt_state = 'opted_out') as is_opted_out
    from dated
    group by tenant_id, contact_id, change_date
),

states as (
    select
        tenant_id,
        contact_id,
        change_date,
        is_opted_in,
        is_opted_out,
        row_number() over (
            partition by tenant_id, contact_id
            order by change_date
        ) as change_number,
        coalesce(last_value(opt_state ignore nulls) over so_far, 'non_opted') as opt_state,
        coalesce(last_value(status ignore nulls) over so_far, 'valid') as status
    from day_ends
    window so_far as (
        partition by tenant_id, contact_id
        order by change_date
        rows between unbounded preceding and current row
    )
)

select
    tenant_id,
    contact_id,
    change_date,
    is_opted_in,
    is_opted_out,
    opt_state,
    status,
    change_number = 1 as is_new,
    lag(opt_state) over history as previous_opt_state,
    lag(status) over history as previous_status,
    lead(change_date) over history is null as is_latest
from states
window history as (partition by tenant_id, contact_id order by change_date)
