{{
    config(
        materialized='incremental',
        incremental_strategy='replace_dates',
        affected_by_changes_of=['int_journey_event_deliveries', 'int_user_event_deliveries'],
        date_column='event_date',
    )
}}

-- Duplicates count as deliveries: they too are accepted records, and a tenant's series end with
-- them.
with deliveries as (
    select
        tenant_id,
        journey_id,
        event_date,
        event_type,
        is_duplicate
    from {{ ref('int_journey_event_deliveries') }}
    union all
    select
        tenant_id,
        '' as journey_id,
        event_date,
        'user_event' as event_type,
        is_duplicate
    from {{ ref('int_user_event_deliveries') }}
)

select
    tenant_id,
    journey_id,
    event_date,
    count(*) as deliveries,
    count(*) filter (where not is_duplicate) as records,
    count(*) filter (where event_type = 'sent' and not is_duplicate) as messages_sent
from deliveries
{% if is_incremental() -%}
    where {{ affected_dates_of_this_model('event_date') }}
{%- endif %}
group by tenant_id, journey_id, event_date
