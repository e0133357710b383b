-- What the warehouse knows of itself. The logs of changes beside these are created by dbt, which
-- writes them (dbt_project/macros/incremental/deliveries.sql).
create schema if not exists state;

-- Which version of each landing day of the lake the marts are made of.
create table if not exists state.applied_days (source varchar, landing_day date, version varchar);

-- What each model and seed was built by.
create table if not exists state.fingerprints (node varchar, fingerprint varchar);

-- The last transform: unfinished if a run crashed or failed in it.
create table if not exists state.transform (
    project_hash varchar, transform_id varchar, is_finished boolean
);

-- What the marts promise, for the publication to check and to describe.
create table if not exists state.contracts (
    mart varchar,
    mart_description varchar,
    position integer,
    column_name varchar,
    data_type varchar,
    column_description varchar
);

create table if not exists state.publications (
    publication_id varchar, published_at timestamp, as_of timestamp
);
