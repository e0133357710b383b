-- Conversion filters that looked at a payload which is about to lose values: their results stay.
SELECT DISTINCT
    conversions.tenant_id,
    conversions.source,
    conversions.event_key,
    conversions.rule_key
FROM intermediate.int_conversion_events AS conversions
INNER JOIN intermediate.int_conversion_rules AS rules ON conversions.rule_key = rules.rule_key
WHERE
    conversions.source = 'chat_events'
    AND rules.conversion_filters IS NOT NULL
    AND conversions.event_key IN (SELECT thinned_copies.event_key FROM retention.thinned_copies)
