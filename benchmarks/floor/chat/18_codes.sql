-- Uploaded codes, the first delivery of each, with whoever got or entered them first.
create temp table code_events as
select
    event_name = 'coupon_code_issued' as is_coupon,
    tenant_id,
    process_id,
    code,
    customer_id,
    occurred_at
from register_events
where
    code is not null
    and event_name in ('coupon_code_issued', 'code_entered_correct', 'code_registered')
qualify row_number() over (
    partition by is_coupon, tenant_id, process_id, code order by occurred_at, event_id
) = 1;

create table marts.dim_coupons as
with uploads as (
    select *
    from read_json(
        getvariable('landing') || '/coupons/*/*.jsonl.gz',
        format = 'newline_delimited',
        filename = true,
        columns = {
            tenant_id: 'varchar', process_id: 'varchar', code: 'varchar', uploaded_at: 'timestamp'
        }
    )
    qualify row_number() over (partition by tenant_id, process_id, code order by filename) = 1
)

select
    uploads.tenant_id,
    uploads.process_id,
    uploads.code,
    uploads.uploaded_at,
    issued.occurred_at as issued_at,
    issued.customer_id,
    customers.email
from uploads
left join code_events as issued
    on
        issued.is_coupon
        and uploads.tenant_id = issued.tenant_id
        and uploads.process_id = issued.process_id
        and uploads.code = issued.code
left join customers
    on issued.tenant_id = customers.tenant_id and issued.customer_id = customers.customer_id
where uploads.uploaded_at > kept_since('coupons');

create table marts.dim_codes as
with uploads as (
    select *
    from read_json(
        getvariable('landing') || '/codes/*/*.jsonl.gz',
        format = 'newline_delimited',
        filename = true,
        columns = {
            tenant_id: 'varchar',
            process_id: 'varchar',
            code: 'varchar',
            uploaded_at: 'timestamp',
            points: 'double',
            is_win: 'boolean'
        }
    )
    qualify row_number() over (partition by tenant_id, process_id, code order by filename) = 1
)

select
    uploads.tenant_id,
    uploads.process_id,
    uploads.code,
    uploads.uploaded_at,
    uploads.points,
    uploads.is_win,
    entered.occurred_at as redeemed_at,
    entered.customer_id,
    customers.email
from uploads
left join code_events as entered
    on
        not entered.is_coupon
        and uploads.tenant_id = entered.tenant_id
        and uploads.process_id = entered.process_id
        and uploads.code = entered.code
left join customers
    on entered.tenant_id = customers.tenant_id and entered.customer_id = customers.customer_id
where uploads.uploaded_at > kept_since('codes');
