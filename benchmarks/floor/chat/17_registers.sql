-- Variables that were set, and what customers told about themselves.
create table marts.fct_variables as
with named as (
    select
        tenant_id,
        event_id,
        customer_id,
        process_id,
        process_instance_id,
        case
            when event_name in ('variable_set', 'data_collection_variable_set') then name
            when gender is not null then 'gender'
            else nullif(concat_ws(
                ', ',
                if(email is not null, 'email', null),
                if(first_name is not null, 'first_name', null),
                if(last_name is not null, 'last_name', null),
                if(birthdate is not null, 'birthdate', null),
                if(phone is not null, 'phone', null),
                if(street is not null, 'street', null),
                if(postal_code is not null, 'postal_code', null),
                if(city is not null, 'city', null),
                if(country is not null, 'country', null)
            ), '')
        end as name,
        case
            when event_name in ('variable_set', 'data_collection_variable_set') then value
            when gender is not null then gender
            else concat_ws(
                ', ', email, first_name, last_name, birthdate, phone, street, postal_code, city,
                country
            )
        end as value,
        if(event_name in ('variable_set', 'data_collection_variable_set'), scope, null) as scope,
        occurred_at as set_at,
        event_date as set_date
    from register_events
    where
        occurred_at > kept_since('variables')
        and (
            event_name in ('variable_set', 'data_collection_variable_set')
            or event_name in (
                select event_name
                from read_csv(getvariable('seeds') || '/event_catalogue.csv', header = true)
                where module = 'personal_data'
            )
        )
)

from named
where name is not null;

create table marts.fct_customer_variables as
from marts.fct_variables
where customer_id is not null;

create table marts.last_variables as
from marts.fct_variables
qualify row_number() over (partition by tenant_id order by set_at desc, event_id desc) <= 100;

-- Consents live as long as their customer.
create table marts.fct_consents as
select
    given.tenant_id,
    given.event_id,
    given.customer_id,
    customers.email,
    given.process_id,
    consent_events.consent,
    consent_events.kind,
    given.occurred_at as consented_at,
    given.event_date as consented_date
from register_events as given
join consent_events using (event_name)
join customers
    on
        given.tenant_id = customers.tenant_id
        and given.customer_id = customers.customer_id
        and given.occurred_at >= customers.known_since
where customers.last_active_at > kept_since('customers');

-- These landing days hold no draws.
create table marts.fct_giveaway_draws (
    tenant_id varchar,
    draw_id varchar,
    event_id varchar,
    process_id varchar,
    customer_id varchar,
    created_at timestamp,
    participated_at timestamp
);

create table marts.fct_giveaway_participations as
select
    entered.tenant_id,
    entered.event_id,
    entered.customer_id,
    customers.email,
    customers.first_name,
    customers.last_name,
    customers.birthdate,
    customers.gender,
    customers.phone,
    customers.street,
    customers.postal_code,
    customers.city,
    customers.country,
    entered.process_id,
    entered.occurred_at as participated_at,
    entered.event_date as participated_date,
    false as is_drawn,
    null::timestamp as drawn_at
from register_events as entered
left join customers using (tenant_id, customer_id)
where entered.event_name = 'participation' and entered.occurred_at > kept_since('giveaways');

-- Won, if the customer's next event of the kind in the process is a win.
create table marts.fct_instant_win_participations as
with steps as (
    select
        *,
        customer_id is not null and coalesce(lead(event_name) over next_steps = 'win_won', false)
            as is_won,
        lead(occurred_at) over next_steps as next_at
    from register_events
    where event_name in ('win_participation', 'win_won')
    window next_steps as (
        partition by tenant_id, customer_id, process_id order by occurred_at, event_id
    )
)

select
    steps.tenant_id,
    steps.event_id,
    steps.customer_id,
    customers.email,
    customers.first_name,
    customers.last_name,
    customers.birthdate,
    customers.gender,
    customers.phone,
    customers.street,
    customers.postal_code,
    customers.city,
    customers.country,
    steps.process_id,
    steps.occurred_at as participated_at,
    steps.event_date as participated_date,
    steps.is_won,
    if(steps.is_won, steps.next_at, null) as drawn_at
from steps
left join customers using (tenant_id, customer_id)
where
    steps.event_name = 'win_participation' and steps.occurred_at > kept_since('instant_wins');

create table marts.fct_loyalty_transactions as
select
    tenant_id,
    event_id,
    customer_id,
    process_id,
    coalesce(if(event_name = 'loyalty_points_spent', -abs(points), points), 0) as points,
    occurred_at as transacted_at,
    event_date as transacted_date
from register_events
where
    event_name in ('loyalty_points_emitted', 'loyalty_points_spent')
    and occurred_at > kept_since('transactions');

-- The address given with a redemption is where the reward goes; else the one that is known.
create table marts.fct_reward_redemptions as
select
    redeemed.tenant_id,
    redeemed.event_id,
    redeemed.customer_id,
    customers.email,
    redeemed.process_id,
    redeemed.reward_id,
    redeemed.reward_name,
    if(has_address, redeemed.street, customers.street) as street,
    if(has_address, redeemed.postal_code, customers.postal_code) as postal_code,
    if(has_address, redeemed.city, customers.city) as city,
    if(has_address, redeemed.country, customers.country) as country,
    redeemed.occurred_at as redeemed_at,
    redeemed.event_date as redeemed_date
from (
    select *, coalesce(street, postal_code, city, country) is not null as has_address
    from register_events
    where event_name in ('reward_redeemed', 'loyalty_reward_redeemed')
) as redeemed
left join customers using (tenant_id, customer_id)
where redeemed.occurred_at > kept_since('redemptions');

create table marts.fct_files as
select
    tenant_id,
    event_id,
    customer_id,
    process_id,
    event_name,
    file_name,
    file_url,
    occurred_at as uploaded_at,
    event_date as uploaded_date
from register_events
where coalesce(file_name, file_url) is not null and occurred_at > kept_since('files');

create table marts.fct_runtime_log as
select
    tenant_id,
    event_id,
    event_name,
    level,
    message,
    trace_id,
    process_id,
    customer_id,
    occurred_at as logged_at,
    event_date as logged_date
from register_events
where
    (
        coalesce(message, trace_id, level) is not null
        or event_name in ('sign_up', 'pub_sub_failed')
        or starts_with(event_name, 'api_')
    )
    and occurred_at > kept_since('runtime_log');
