-- The present is the end of the last landing day; a register keeps what is later than `kept_since`.
create temp table registers as
with present as (
    select max(parse_path(file)[-2][4:]::date) + interval 1 day as as_of
    from glob(getvariable('landing') || '/*/*/*')
)

select
    register,
    days,
    coalesce(as_of - to_days(days), '-infinity') as kept_since
from
    present,
    read_csv(
        getvariable('seeds') || '/retention.csv',
        header = true,
        columns = {register: 'varchar', days: 'integer'}
    );

create temp macro kept_since(name) as (select kept_since from registers where register = name);

create temp table consent_events as
from read_csv(getvariable('seeds') || '/consent_events.csv', header = true);

create temp macro unless_blank(value) as case when trim(value) != '' then value end;

-- One row per event that a register shows or needs, with what its payload says; blank is unknown.
create temp table register_events as
with chosen as (
    select *
    from events
    where
        regexp_matches(
            payload,
            '"(email|first_name|last_name|birthdate|phone|street|postal_code|city|country|name|value'
            || '|scope|file_url|file_name|reward_name|code|message|trace_id|level)"'
        )
        or event_name in (
            'sign_in', 'sign_up', 'participation', 'win_participation', 'win_won', 'gender_female',
            'gender_male', 'gender_diverse', 'loyalty_points_emitted', 'loyalty_points_spent',
            'reward_redeemed', 'loyalty_reward_redeemed', 'pub_sub_failed'
        )
        or event_name in (select event_name from consent_events)
        or starts_with(event_name, 'api_')
),

given as (
    select
        tenant_id,
        event_id,
        event_name,
        occurred_at,
        event_date,
        customer_id,
        process_id,
        process_instance_id,
        points,
        unnest(json_transform(payload, '{
            "email": "VARCHAR", "first_name": "VARCHAR", "last_name": "VARCHAR",
            "birthdate": "VARCHAR", "phone": "VARCHAR", "street": "VARCHAR",
            "postal_code": "VARCHAR", "city": "VARCHAR", "country": "VARCHAR", "name": "VARCHAR",
            "value": "VARCHAR", "scope": "VARCHAR", "file_url": "VARCHAR", "file_name": "VARCHAR",
            "reward_id": "VARCHAR", "reward_name": "VARCHAR", "code": "VARCHAR",
            "message": "VARCHAR", "trace_id": "VARCHAR", "level": "VARCHAR"
        }'))
    from chosen
)

select
    tenant_id,
    event_id,
    event_name,
    occurred_at,
    event_date,
    customer_id,
    process_id,
    process_instance_id,
    points,
    case event_name
        when 'gender_female' then 'female'
        when 'gender_male' then 'male'
        when 'gender_diverse' then 'diverse'
    end as gender,
    unless_blank(columns(* exclude (
        tenant_id, event_id, event_name, occurred_at, event_date, customer_id, process_id,
        process_instance_id, points
    )))
from given;

-- Whoever stays away for as long as customers are kept comes back as somebody unknown. Only those
-- whose first and last session are so far apart can have done so.
create temp table customers as
with activity as (
    select
        tenant_id,
        customer_id,
        min(started_at) as first_active_at,
        max(ended_at) as last_active_at
    from marts.fct_sessions
    group by tenant_id, customer_id
),

long_known as (
    select activity.tenant_id, activity.customer_id, to_days(registers.days) as time_kept
    from activity
    join registers
        on
            registers.register = 'customers'
            and activity.first_active_at + to_days(registers.days) <= activity.last_active_at
),

absences as (
    select
        tenant_id,
        customer_id,
        started_at,
        lag(ended_at) over (partition by tenant_id, customer_id order by started_at) + time_kept
            as forgotten_at
    from marts.fct_sessions
    join long_known using (tenant_id, customer_id)
),

returns as (
    select tenant_id, customer_id, max(started_at) as returned_at
    from absences
    where forgotten_at <= started_at
    group by tenant_id, customer_id
),

said as (
    select
        tenant_id,
        customer_id,
        min(occurred_at) filter (where event_name in ('sign_in', 'sign_up')) as registered_at,
        arg_max(
            columns([
                'email', 'first_name', 'last_name', 'birthdate', 'gender', 'phone', 'street',
                'postal_code', 'city', 'country'
            ]),
            (occurred_at, event_id)
        ) filter (where occurred_at >= returned_at or returned_at is null)
    from register_events
    left join returns using (tenant_id, customer_id)
    where customer_id is not null
    group by tenant_id, customer_id
)

select
    tenant_id,
    customer_id,
    last_active_at,
    coalesce(returned_at, first_active_at) as known_since,
    said.* exclude (tenant_id, customer_id)
from activity
left join returns using (tenant_id, customer_id)
left join said using (tenant_id, customer_id);

create table marts.dim_customers as
select * exclude (known_since)
from customers
where last_active_at > kept_since('customers');

create table marts.active_customers as
from marts.dim_customers
where last_active_at > kept_since('active_customers');
