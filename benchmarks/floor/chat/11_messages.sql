-- One row per tenant and local date; these landing days hold no messages.
create table marts.fct_messages_daily (
    tenant_id varchar,
    message_date date,
    inbound bigint,
    outbound bigint,
    hsm bigint,
    errors bigint,
    excluded_meta bigint,
    excluded_simulator bigint
);
