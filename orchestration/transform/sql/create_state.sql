-- What the warehouse knows of itself.
create schema if not exists state;

-- The layout of these tables, so that a version with another one makes them anew.
create table if not exists state.layout (digest varchar);

-- Which version of each landing day of the lake the marts are made of.
create table if not exists state.applied_days (source varchar, landing_day date, version varchar);

-- What each model and seed was built by.
create table if not exists state.fingerprints (node varchar, fingerprint varchar);

-- The last transform: unfinished if a run crashed or failed in it.
create table if not exists state.transform (
    project_hash varchar,
    transform_id varchar,
    is_finished boolean,
    tests_look_at_touched_rows boolean
);

-- The landing days that the transform replaces. They are handed to dbt in a table, because other
-- variables on its command line would make it parse the whole project again.
create table if not exists state.changed_days (source varchar, landing_day date);

-- The time at which open windows are decided, and the latest such time ever, at which retention is.
-- One row; none before the first landing day.
create table if not exists state.as_of (as_of timestamp, retained_as_of timestamp);

-- What the marts promise, for the publication to check and to describe: their columns, which of
-- them hold personal data, and of which the grain is made up.
create table if not exists state.contracts (
    mart varchar,
    mart_description varchar,
    position integer,
    column_name varchar,
    data_type varchar,
    column_description varchar,
    is_personal boolean,
    is_in_grain boolean
);

-- Marts of which only the dates that changed are published: the column with the date of a row, and
-- the relation under which state.changed_dates holds the dates whose rows changed.
create table if not exists state.dated_marts (
    mart varchar, date_column varchar, changed_in varchar
);

create table if not exists state.publications (
    publication_id varchar, published_at timestamp, as_of timestamp
);

-- Which dates of a relation changed since the publication in state.publication_base; a null date
-- stands for all of them. Emptied only when a publication that contains them has become current.
create table if not exists state.changed_dates (relation varchar, changed_date date);

create table if not exists state.publication_base (publication_id varchar);

-- Logs of changes, written by the models (dbt_project/macros/incremental/replace_scope.sql) in the
-- transaction that changes them, and emptied by the run that has used all of them.
create table if not exists state.restated_keys (kind varchar, restated_key varchar);

create table if not exists state.chat_changes (
    source varchar,
    tenant_id varchar,
    event_id varchar,
    qualified_event_id varchar,
    event_name varchar,
    occurred_at timestamp,
    event_date date,
    customer_id varchar,
    process_id varchar,
    process_name varchar,
    module_id varchar,
    module_name varchar,
    module_type varchar,
    quantity decimal(18, 6),
    item_id varchar,
    item_text varchar,
    register_values varchar,
    process_instance_id varchar,
    is_duplicate boolean
);

create table if not exists state.kpi_changes (event_date date);

create table if not exists state.whatsapp_changes (
    tenant_id varchar,
    message_key bigint,
    linked_key bigint,
    contact_id varchar
);

create table if not exists state.flow_changes (started_date date, ended_date date);

-- Entries and users (by hash) with a journey event or a conversion that came, went or changed.
create table if not exists state.journey_changes (user_key bigint, entry_key bigint);

create table if not exists state.user_event_changes (event_key bigint);

create table if not exists state.journey_entry_changes (
    entered_date date, exited_date date, converted_date date
);
