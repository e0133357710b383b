-- Every webhook body as it stands, one row per line; each has one entry with one change. That the
-- lines are records is said, for finding it out costs more in each file than reading it.
create temp table tenants as
select tenant_id, reporting_timezone, whatsapp_business_account_id
from read_json(
    getvariable('landing') || '/tenants/*/*.jsonl',
    format = 'newline_delimited',
    records = true,
    columns = {
        tenant_id: 'varchar',
        reporting_timezone: 'varchar',
        whatsapp_business_account_id: 'varchar'
    }
);

create temp table bodies as
select
    body.id as business_account_id,
    body.changes[1].value.metadata.phone_number_id as business_number,
    body.changes[1].value.metadata.display_phone_number as display_phone_number,
    body.changes[1].value.messages as messages,
    body.changes[1].value.statuses as statuses,
    body.changes[1].value.user_preferences as user_preferences
from (
    select entry[1] as body
    from read_json(
        getvariable('landing') || '/whatsapp_cloud/*/*.jsonl.gz',
        format = 'newline_delimited',
        records = true,
        columns = {
            entry: 'struct(
                id varchar,
                changes struct(
                    value struct(
                        metadata struct(display_phone_number varchar, phone_number_id varchar),
                        messages struct(
                            "from" varchar,
                            from_user_id varchar,
                            id varchar,
                            "timestamp" bigint,
                            referral struct(source_type varchar)
                        )[],
                        statuses struct(
                            id varchar,
                            status varchar,
                            "timestamp" bigint,
                            recipient_id varchar,
                            recipient_user_id varchar,
                            conversation struct(
                                id varchar,
                                expiration_timestamp bigint
                            ),
                            pricing struct(
                                pricing_model varchar, category varchar, "type" varchar
                            ),
                            errors struct(code varchar, title varchar, message varchar)[]
                        )[],
                        user_preferences struct(
                            wa_id varchar, user_id varchar, value varchar, "timestamp" bigint
                        )[]
                    )
                )[]
            )[]'
        }
    )
);

-- One row per business number; an account that no tenant names is a tenant of its own.
create temp table business_numbers as
select
    business_number,
    coalesce(tenant_id, business_account_id) as tenant_id,
    coalesce(reporting_timezone, 'UTC') as reporting_timezone,
    regexp_replace(display_phone_number, '[^0-9]', '', 'g') as own_number
from (
    select distinct business_account_id, business_number, display_phone_number from bodies
)
left join tenants on business_account_id = whatsapp_business_account_id;
