-- What messages were billed as. Under conversation-based pricing the type of a deduction is a
-- category; under per-message pricing there is a category beside it.
CREATE TEMP TABLE judged_billing_events AS
SELECT
    *,
    coalesce(gupshup_id, given_id) AS message_id,
    CASE WHEN gupshup_id <> given_id THEN given_id END AS linked_id,
    CASE
        WHEN coalesce(gupshup_id, given_id) IS NULL THEN 'a billing event has no message id'
    END AS reason
FROM (
    SELECT
        file_index,
        line,
        position,
        app,
        occurred_at,
        plain_text(json_extract_string(payload, '$.references.gsId')) AS gupshup_id,
        plain_text(json_extract_string(payload, '$.references.id')) AS given_id,
        plain_text(json_extract_string(payload, '$.deductions.model')) AS pricing_model,
        plain_text(json_extract_string(payload, '$.deductions.category')) AS category,
        plain_text(json_extract_string(payload, '$.deductions.type')) AS deduction_type
    FROM staged_callbacks
    WHERE reason IS NULL AND type = 'billing-event'
);

CREATE TEMP TABLE staged_billing_events AS
SELECT
    file_index,
    line,
    position,
    app,
    message_id,
    text_key(message_id) AS message_key,
    linked_id,
    text_key(linked_id) AS linked_key,
    pricing_model,
    coalesce(category, CASE WHEN NOT is_type THEN deduction_type END) AS pricing_category,
    CASE WHEN is_type OR category IS NOT NULL THEN deduction_type END AS pricing_type,
    occurred_at
FROM (
    SELECT
        *,
        deduction_type IN ('regular', 'free_customer_service', 'free_entry_point') AS is_type
    FROM judged_billing_events
    WHERE reason IS NULL
)
