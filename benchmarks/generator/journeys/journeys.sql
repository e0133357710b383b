-- One row per kind of journey; `weight` is its share of a tenant's entries. Some entries follow an
-- event, which never converts them. Later versions of a definition have other filters, and some of
-- them another event.
create table kinds (
    journey_number integer,
    journey_name varchar,
    triggered_by varchar,
    conversion_event varchar,
    later_conversion_event varchar,
    filters json,
    later_filters json,
    weight integer
);

insert into kinds values
    (
        1, 'Welcome', 'account_created', 'purchase_completed', 'purchase_completed',
        null, '{}', 5
    ),
    (
        2, 'Abandoned cart', 'cart_abandoned', 'purchase_completed', 'purchase_completed',
        '{"category":"shoes"}', '{"category":"shoes","is_member":true}', 5
    ),
    (
        3, 'After the purchase', 'purchase_completed', 'purchase_completed', 'review_written',
        null, null, 4
    ),
    (
        4, 'Win back', null, 'subscription_started', 'subscription_started',
        null, '{"plan":"premium"}', 3
    ),
    (
        5, 'Appointment', null, 'appointment_booked', 'purchase_completed',
        '{"quantity":2}', '{"quantity":2.0,"category":"shoes"}', 3
    );

-- One row per journey. One more than there are kinds has a definition that lacks its window.
create table journeys as
select
    tenants.*,
    kinds.* exclude (weight, journey_number),
    coalesce(kinds.journey_number, 6) as journey_number,
    printf('%s-j%d', tenant_id, journey_number) as journey_id,
    draw('journey', tenant_number * 10 + journey_number) as journey_key,
    10 * tenants.weight * kinds.weight as entry_weight,
    4 + (draw('steps', journey_key) % 3)::integer as number_of_steps,
    pick([1, 1, 1, 2, 3], 'versions', journey_key) as number_of_versions,
    pick([1, 4, 12, 24, 48], 'pace', journey_key) as hours_between_steps
from tenants, kinds;

insert into journeys by name
select
    * replace (
        'Draft' as journey_name,
        6 as journey_number,
        tenant_id || '-j6' as journey_id,
        draw('journey', 0) as journey_key,
        null as triggered_by,
        3 as entry_weight,
        1 as number_of_versions
    )
from journeys
where tenant_number = 10 and journey_number = 5;

-- One row per step of a journey; users take them in this order. Some journeys leave the order to
-- the list, and one with three versions loses its last step with the newest.
create table steps as
select
    journey_key,
    ordinal::integer as ordinal,
    printf('step-%d', ordinal) as step_id,
    draw('step ' || ordinal, journey_key) as step_key,
    pick(['push', 'push', 'email', 'in_app', 'sms'], 'channel', step_key) as channel,
    printf('%s %d', upper(channel[1]) || replace(channel[2:], '_', '-'), ordinal) as step_name,
    case when uniform('positions', journey_key) < 0.7 then 10 * ordinal::integer end as position
from journeys, range(1, number_of_steps + 1) as ordinals (ordinal);

-- One row per version of a definition, with the day it is delivered on; one in five is corrected
-- two days later.
create table versions as
select
    journeys.*,
    version_number,
    draw('version ' || version_number, journey_key) as version_key,
    case
        when version_number > 1
            then getvariable('first_day')::timestamp
            + to_hours(24 * getvariable('days') * (version_number - 1) // number_of_versions + 9)
        when uniform('begins', journey_key) < 0.2
            then getvariable('first_day')::timestamp + interval 1 day
    end as valid_from,
    if(
        version_number > 1, valid_from::date, getvariable('first_day')
    ) as landing_day,
    case
        when uniform('corrected', version_key) < 0.2 then landing_day + 2
    end as corrected_on
from journeys, range(1, number_of_versions + 1) as versions (version_number);
