-- Every landing file as it stands, typed; the required fields are there. One row per line.
create temp table tenants as
select tenant_id, tenant_name, reporting_timezone
from read_json(
    getvariable('landing') || '/tenants/*/*.jsonl',
    format = 'newline_delimited',
    columns = {tenant_id: 'varchar', tenant_name: 'varchar', reporting_timezone: 'varchar'}
);

create temp table delivered as
select
    parse_path(filename)[-2] as landing_day,
    parse_filename(filename) as file_name,
    event_id,
    tenant_id,
    event_name,
    occurred_at,
    nullif(trim(customer_id), '') as customer_id,
    coalesce(trim(process_id), '') as process_id,
    coalesce(trim(module_id), '') as module_id,
    process_instance_id,
    module_name,
    module_type,
    case
        when event_name in ('loyalty_points_emitted', 'loyalty_points_spent')
            then coalesce((payload ->> 'points')::double, amount)
    end as points,
    payload
from read_json(
    getvariable('landing') || '/chat_events/*/*.jsonl.gz',
    format = 'newline_delimited',
    filename = true,
    columns = {
        event_id: 'varchar',
        tenant_id: 'varchar',
        event_name: 'varchar',
        occurred_at: 'timestamp',
        customer_id: 'varchar',
        session_id: 'varchar',
        process_instance_id: 'varchar',
        process_id: 'varchar',
        process_name: 'varchar',
        module_id: 'varchar',
        module_name: 'varchar',
        module_type: 'varchar',
        platform: 'varchar',
        amount: 'double',
        payload: 'json'
    }
)
where tenant_id is not null and event_name is not null and occurred_at is not null;
