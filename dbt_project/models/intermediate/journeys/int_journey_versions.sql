{{
    config(
        materialized='incremental',
        incremental_strategy='replace_lookup',
        log_columns=[
            'kind', 'lookup_key', 'valid_from', 'valid_until', 'rule_key',
            'stop_counting_microseconds',
        ],
    )
}}

-- The first version also counts for entries before it, and the last one has no end.
select
    'journey' as kind,
    tenant_id,
    journey_id,
    journey_name,
    rule_key,
    stop_counting_microseconds,
    tenant_id || chr(31) || journey_id as lookup_key,
    case when row_number() over versions > 1 then valid_from end as valid_from,
    lead(valid_from) over versions as valid_until,
    lead(rule_key) over versions is null as is_newest
from {{ ref('int_journey_definitions') }}
where is_latest
window versions as (partition by tenant_id, journey_id order by valid_from asc nulls first)
