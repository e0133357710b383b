-- Records that hold the person, what they are called and what they will be called.
create or replace temp table changed_records (
    source varchar,
    old_id varchar,
    new_id varchar,
    old_key bigint,
    new_key bigint
)
