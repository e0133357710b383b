create schema marts;

create table marts.dim_tenants (tenant_id varchar);

create table marts.fct_journey_entries (
    tenant_id varchar,
    journey_id varchar,
    entry_id varchar,
    user_id varchar,
    entered_at timestamp,
    entered_date date,
    exited_at timestamp,
    exited_date date,
    is_converted boolean,
    converted_at timestamp,
    converted_date date,
    conversion_event_id varchar,
    window_closes_at timestamp,
    is_window_open boolean,
    outcome varchar
);

create table marts.fct_journey_events (
    tenant_id varchar,
    journey_id varchar,
    event_id varchar,
    user_id varchar,
    entry_id varchar,
    event_type varchar,
    occurred_at timestamp,
    event_date date,
    step_id varchar,
    channel varchar,
    platform varchar,
    action_name varchar,
    reason varchar
);

create table marts.fct_journey_entry_steps (
    tenant_id varchar,
    journey_id varchar,
    entry_id varchar,
    step_id varchar,
    user_id varchar,
    first_entered_at timestamp,
    first_entered_date date,
    times_entered bigint,
    is_drop_off boolean
);

create table marts.fct_journeys (
    tenant_id varchar,
    journey_id varchar,
    messages_sent bigint,
    total_entries bigint,
    entered_users bigint,
    converted_users bigint,
    conversion_rate double,
    converted_entries bigint,
    converted_entries_exited bigint,
    converted_entries_active bigint,
    entry_conversion_rate double,
    total_exits bigint,
    active_entries bigint,
    open_window_exits bigint
);

create table marts.fct_journey_daily (
    tenant_id varchar,
    journey_id varchar,
    activity_date date,
    entries bigint,
    conversions_by_entry_date bigint,
    conversions_by_conversion_date bigint,
    exits bigint,
    messages_sent bigint
);

create table marts.fct_journey_steps (
    tenant_id varchar,
    journey_id varchar,
    step_id varchar,
    entries bigint,
    users bigint,
    drop_off bigint
);

create table marts.fct_journey_step_events (
    tenant_id varchar,
    journey_id varchar,
    step_id varchar,
    event_type varchar,
    platform varchar,
    events bigint,
    users bigint
);

create table marts.fct_journey_step_actions (
    tenant_id varchar,
    journey_id varchar,
    step_id varchar,
    action_name varchar,
    platform varchar,
    events bigint,
    users bigint
);
