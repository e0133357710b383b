-- Every landing file as it stands, typed; the required fields are there. One row per line. A
-- definition without its window is none.
create temp table tenants as
select tenant_id, reporting_timezone
from read_json(
    getvariable('landing') || '/tenants/*/*.jsonl',
    format = 'newline_delimited',
    records = true,
    columns = {tenant_id: 'varchar', reporting_timezone: 'varchar'}
);

create temp table delivered_definitions as
select
    * exclude (filename),
    parse_path(filename)[-2] as landing_day,
    parse_filename(filename) as file_name
from read_json(
    getvariable('landing') || '/journeys/*/*.jsonl.gz',
    format = 'newline_delimited',
    records = true,
    filename = true,
    columns = {
        tenant_id: 'varchar',
        journey_id: 'varchar',
        journey_name: 'varchar',
        valid_from: 'timestamp',
        conversion_event: 'varchar',
        conversion_filters: 'json',
        stop_counting_after_exit_seconds: 'double',
        steps: 'struct(
            step_id varchar, step_name varchar, channel varchar, "position" double
        )[]'
    }
)
where stop_counting_after_exit_seconds is not null;

create temp table delivered_journey_events as
select
    * exclude (filename),
    parse_path(filename)[-2] as landing_day,
    parse_filename(filename) as file_name
from read_json(
    getvariable('landing') || '/journey_events/*/*.jsonl.gz',
    format = 'newline_delimited',
    records = true,
    filename = true,
    columns = {
        event_id: 'varchar',
        tenant_id: 'varchar',
        journey_id: 'varchar',
        user_id: 'varchar',
        entry_id: 'varchar',
        event_type: 'varchar',
        occurred_at: 'timestamp',
        step_id: 'varchar',
        channel: 'varchar',
        platform: 'varchar',
        action_name: 'varchar',
        trigger_event_id: 'varchar',
        reason: 'varchar'
    }
)
where
    tenant_id is not null
    and journey_id is not null
    and user_id is not null
    and entry_id is not null
    and event_type is not null
    and occurred_at is not null;

create temp table delivered_user_events as
select
    * exclude (filename),
    parse_path(filename)[-2] as landing_day,
    parse_filename(filename) as file_name
from read_json(
    getvariable('landing') || '/user_events/*/*.jsonl.gz',
    format = 'newline_delimited',
    records = true,
    filename = true,
    columns = {
        event_id: 'varchar',
        tenant_id: 'varchar',
        user_id: 'varchar',
        event_name: 'varchar',
        occurred_at: 'timestamp',
        attributes: 'json'
    }
)
where
    tenant_id is not null
    and user_id is not null
    and event_name is not null
    and occurred_at is not null;
