create table target.audit.file_loads (
    source varchar,
    landing_day date,
    file_name varchar,
    received bigint,
    accepted bigint,
    quarantined bigint,
    status varchar,
    loaded_at timestamp
);

create table target.audit.duplicates as
select
    source,
    landing_day,
    duplicates
from intermediate.int_duplicates
order by source, landing_day;

create table target.audit.rejected_rows as
select
    source,
    event_id as key,
    reason,
    landing_day,
    file_name,
    line
from intermediate.int_journey_rejected_exits
order by source, landing_day, file_name, line;

create table target.audit.publications as
select
    publication_id,
    published_at,
    as_of
from state.publications
order by published_at, publication_id;
