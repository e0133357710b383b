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

-- No source of this stage has records that can only be judged beside others.
create table target.audit.rejected_rows (
    source varchar, key varchar, reason varchar, landing_day date, file_name varchar, line bigint
);

create table target.audit.publications as
select
    publication_id,
    published_at,
    as_of
from state.publications
order by published_at, publication_id;
