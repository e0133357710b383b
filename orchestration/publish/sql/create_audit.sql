create table audit.file_loads (
    source varchar,
    landing_day date,
    file_name varchar,
    received bigint,
    accepted bigint,
    quarantined bigint,
    status varchar,
    loaded_at timestamp
);

create table audit.duplicates as
select
    source,
    landing_day,
    duplicates
from warehouse.intermediate.int_duplicates
order by source, landing_day;

create table audit.rejected_rows as
select
    source,
    event_id as key,
    reason,
    landing_day,
    file_name,
    line
from warehouse.intermediate.int_journey_rejected_exits
order by source, landing_day, file_name, line;

create table audit.publications as
select
    publication_id,
    published_at,
    as_of
from warehouse.state.publications
order by published_at, publication_id;

create table audit.draws as
select
    draw_id,
    tenant_id,
    process_id,
    min(created_at) as drawn_at,
    count(*) as winners,
    any_value(participants) as participants,
    any_value(seed) as seed
from warehouse.intermediate.int_draws
group by draw_id, tenant_id, process_id
order by drawn_at, draw_id;

create table audit.erasures (
    erasure_id varchar,
    erased_on date,
    tenant_id varchar,
    changed_rows bigint,
    changed_files bigint
);

create table audit.retention_runs (
    retained_as_of timestamp,
    register varchar,
    applied_at timestamp,
    removed_rows bigint,
    removed_values bigint
);
