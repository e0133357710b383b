-- What conversion filters made of records that are about to change, by the keys these will have.
select distinct
    conversions.tenant_id,
    conversions.source,
    changed_records.new_key as event_key,
    conversions.rule_key
from warehouse.intermediate.int_conversion_events as conversions
inner join warehouse.intermediate.int_conversion_rules as rules
    on conversions.rule_key = rules.rule_key
inner join changed_records
    on
        conversions.event_key = changed_records.old_key
        and conversions.source = changed_records.source
where
    conversions.tenant_id = getvariable('tenant_id')
    and rules.conversion_filters is not null
except
select
    tenant_id,
    source,
    event_key,
    rule_key
from lake_decisions_kept_conversions
