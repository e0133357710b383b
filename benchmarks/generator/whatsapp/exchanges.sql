-- One row per burst of messages between a business number and a contact: a campaign's template and
-- what it led to, a contact's question, or a click on an advertisement.
create macro contacts() as
    greatest(getvariable('per_day') * getvariable('days') // 25, 100);

-- Enough exchanges, of 4 messages on average, for the messages of a day; those beyond are cut off.
create macro exchanges_per_day() as getvariable('per_day') // 3.5 + 20;

create table exchanges as
with number_choice as (
    select list(number_id order by number_id, repetition) as numbers
    from business_numbers, range(weight) as repetitions (repetition)
),

candidates as (
    select
        day_number,
        draw('exchange', day_number * 100000000 + ordinal) as exchange_key,
        ordinal,
        case
            when uniform('kind', exchange_key) < 0.38 then 'campaign'
            when uniform('kind', exchange_key) < 0.98 then 'question'
            else 'advertisement'
        end as kind,
        case
            when kind = 'campaign' and uniform('answered', exchange_key) < 0.6 then 1
            else 2 + floor(10 * power(uniform('length', exchange_key), 2))::integer
        end as length
    from
        range(getvariable('days')) as days (day_number),
        range(exchanges_per_day()::bigint) as ordinals (ordinal)
),

counted as (
    select
        *,
        (sum(length) over (partition by day_number order by ordinal) - length)::bigint
            as messages_before
    from candidates
),

kept as (
    select * replace (least(length, getvariable('per_day') - messages_before) as length)
    from counted
    where messages_before < getvariable('per_day')
),

-- Five contacts write all day long: a hundredth of everything is theirs.
placed as (
    select
        kept.* exclude (messages_before),
        case
            when uniform('busy', exchange_key) < 0.01
                then (draw('busy contact', exchange_key) % 5)::bigint
            else 5 + floor(
                (contacts() - 5) * power(uniform('contact', exchange_key), 1.3)
            )::bigint
        end as contact_number,
        pick(number_choice.numbers, 'number', contact_number) as home_number_id,
        5 + (draw('pace', exchange_key) % 295)::integer as seconds_between
    from kept, number_choice
)

select
    placed.* exclude (home_number_id),
    case when uniform('sibling', exchange_key) < 0.1 then home.sibling_id else home.number_id end
        as number_id,
    getvariable('first_day')::timestamp + to_days(day_number::integer) + to_milliseconds((
        (uniform('hour', exchange_key) + uniform('hour again', exchange_key)) / 2 * 86400000
        + home.hour_shift * 3600000
    )::bigint % 86400000) as started_at
from placed
join business_numbers as home on placed.home_number_id = home.number_id;
