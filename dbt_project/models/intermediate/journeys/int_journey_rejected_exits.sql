{{
    config(
        materialized='incremental',
        incremental_strategy='replace_entries',
    )
}}

-- depends_on: {{ ref('int_journey_event_deliveries') }}
with exits as (
    select * from {{ ref('int_journey_event_deliveries') }}
    where
        event_type = 'exited'
        and not is_duplicate
        {% if is_incremental() -%}
            and {{ is_changed_entry() }}
        {%- endif %}
),

spans as (
    select * from {{ ref('int_journey_entry_spans') }}
    {% if is_incremental() -%}
        where {{ is_changed_entry() }}
    {%- endif %}
)

select
    exits.source,
    exits.entry_key,
    exits.event_id,
    exits.landing_day,
    exits.file_name,
    exits.line,
    case
        when spans.entry_id is null then 'exit without its entry'
        else 'exit before its entry'
    end as reason
from exits
left join spans
    on
        exits.tenant_id = spans.tenant_id
        and exits.journey_id = spans.journey_id
        and exits.entry_id = spans.entry_id
where spans.entry_id is null or exits.occurred_at < spans.entered_at
