-- One row per message, status or preference that a webhook tells of, with the body it comes in: what
-- happens to one number within a moment comes together. The moment is short enough for one to a few
-- elements a body. `again_on` is the landing day on which the body is delivered once more.
create macro seconds_of_a_body() as greatest(1, 130000 // getvariable('per_day'))::bigint;

create macro last_day() as getvariable('first_day') + getvariable('days')::integer - 1;

create table elements as
with status_times as (
    select
        messages.*,
        conversations.conversation_key,
        conversations.expires_at,
        unnest([
            {status: 'sent', reached_at: sent_at},
            {status: 'delivered', reached_at: delivered_at},
            {status: 'read', reached_at: read_at},
            {status: 'failed', reached_at: failed_at}
        ], recursive := true),
        -- Prices come with the sent status and with one of the two that follow.
        if(
            delivered_at is null or (read_at is not null and uniform('priced', message_key) < 0.5),
            'read', 'delivered'
        ) as priced_with
    from messages
    left join conversations using (exchange_key, category)
    where is_outbound
),

-- Some tire of marketing; some of those think better of it.
preferences as (
    select
        *,
        unnest([
            {preference: 'stop', chosen_at: read_at + interval 30 second},
            {preference: 'resume', chosen_at: read_at + interval 1 day}
        ], recursive := true)
    from messages
    where category = 'marketing' and uniform('tired', message_key) < 0.005 and read_at is not null
),

told as (
    select
        'messages' as kind,
        if(has_referral, 'referral', '') as told,
        number_id,
        contact_number,
        message_key,
        message_at as occurred_at,
        null as category,
        null as conversation_key,
        null as expires_at
    from messages
    where not is_outbound
    union all
    select
        'statuses' as kind,
        status as told,
        number_id,
        contact_number,
        message_key,
        reached_at as occurred_at,
        if(status in ('sent', priced_with), category, null) as category,
        conversation_key,
        if(status = 'sent', expires_at, null) as expires_at
    from status_times
    where reached_at is not null
    union all
    select
        'user_preferences' as kind,
        preference as told,
        number_id,
        contact_number,
        message_key,
        chosen_at as occurred_at,
        null as category,
        null as conversation_key,
        null as expires_at
    from preferences
    where preference = 'stop' or uniform('resumed', message_key) < 0.2
),

grouped as (
    select
        *,
        epoch(occurred_at)::bigint // seconds_of_a_body() as moment,
        hash(getvariable('seed'), kind, number_id, moment) as body_key
    from told
    where occurred_at < last_day() + interval 1 day
)

select
    * exclude (moment),
    least(
        greatest(
            make_timestamp(moment * seconds_of_a_body() * 1000000)::date,
            getvariable('first_day')
        ) + (uniform('late', body_key) < 0.01)::integer,
        last_day()
    )::date as landing_day,
    case
        when uniform('again', body_key) < 0.005
            then (landing_day + 1 + (draw('again on', body_key) % 3)::integer)::date
    end as again_on
from grouped
order by landing_day;
