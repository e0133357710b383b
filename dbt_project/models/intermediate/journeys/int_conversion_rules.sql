{{
    config(
        materialized='incremental',
        incremental_strategy='replace_lookup',
        log_columns=['kind', 'lookup_key', 'tenant_id', 'event_name', 'conversion_filters'],
    )
}}

-- Journeys that count the same events share a rule.
select distinct
    'conversion_rule' as kind,
    cast(rule_key as {{ dbt.type_string() }}) as lookup_key,
    rule_key,
    tenant_id,
    conversion_event as event_name,
    conversion_filters
from {{ ref('int_journey_definitions') }}
where is_latest
