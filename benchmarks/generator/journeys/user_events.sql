create macro user_event_name(key) as pick(
    [
        'app_opened', 'app_opened', 'app_opened', 'page_viewed', 'page_viewed', 'page_viewed',
        'product_viewed', 'product_viewed', 'product_viewed', 'search_done', 'search_done',
        'cart_filled', 'cart_filled', 'cart_abandoned', 'list_saved', 'login_done', 'login_done',
        'profile_changed', 'store_located', 'video_watched', 'article_read', 'coupon_seen',
        'account_created', 'support_asked', 'friend_invited', 'settings_changed'
    ],
    'name', key
);

-- What starts an entry happens up to three seconds before it. Many of the events that could convert
-- one come after its window, or are not what its filters want.
create table prompted_events as
with entered as (
    select *
    from entries
    semi join (from journey_events where event_type = 'entered') using (entry_key)
)

select
    trigger_key as event_key,
    tenant_number,
    user_number,
    triggered_by as event_name,
    entered_at - to_seconds((draw('earlier', entry_key) % 4)::integer) as occurred_at
from entered
where trigger_key is not null and is_delivered(occurred_at)
union all
select
    draw('conversion', entry_key) as event_key,
    tenant_number,
    user_number,
    if(
        uniform('which', entry_key) < 0.8, conversion_event, later_conversion_event
    ) as event_name,
    entered_at + to_milliseconds((
        1000 + 6 * 86400000 * power(uniform('until', entry_key), 2)
    )::bigint) as occurred_at
from entered
where uniform('converts', entry_key) < 0.2 and is_delivered(occurred_at);

set variable others = (select greatest(total() - count(*), 0) from prompted_events);

-- One row per event of a user, with the landing day it arrives on and the one it is delivered again
-- on. Most of them have to do with no journey.
create table user_events as
with tenant_choice as (
    select list(tenant_number order by tenant_number, repetition) as numbers
    from tenants, range(weight) as repetitions (repetition)
),

drawn as (
    select
        draw('user event', ordinal) as event_key,
        pick(tenant_choice.numbers, 'tenant', event_key) as tenant_number,
        floor(getvariable('days') * uniform('day', event_key)) as day_number
    from range(getvariable('others')) as ordinals (ordinal), tenant_choice
),

happened as (
    select
        event_key,
        tenant_number,
        1 + floor(
            users_per_tenant() * power(uniform('user', event_key), 1.1)
        )::bigint as user_number,
        case
            when uniform('conversion', event_key) < 0.005
                then pick(
                    [
                        'purchase_completed', 'subscription_started', 'appointment_booked',
                        'review_written'
                    ],
                    'conversion name', event_key
                )
            else user_event_name(event_key)
        end as event_name,
        time_on(day_number, hour_shift, event_key) as occurred_at
    from drawn
    join tenants using (tenant_number)
    union all
    from prompted_events
)

select
    *,
    landing_day_of(occurred_at, event_key) as landing_day,
    delivered_again_on(landing_day, event_key) as again_on
from happened;

drop table prompted_events;
