-- Records arrive on the day they happen, some up to three days later and none after the last day.
create macro landing_day_of(occurred_at, event_key) as least(
    getvariable('first_day') + getvariable('days')::integer - 1,
    occurred_at::date
    + if(
        uniform('late', event_key) < 0.015, 1 + (draw('days late', event_key) % 3)::integer, 0
    )
);

-- The day on which a record is delivered once more; NULL for nearly all.
create macro delivered_again_on(landing_day, event_key) as
    if(
        uniform('again', event_key) < 0.005,
        landing_day + (draw('again after', event_key) % 3)::integer,
        null
    );

-- What happens before the first landing day or after the last is never delivered.
create macro is_delivered(occurred_at) as
    occurred_at >= getvariable('first_day')::timestamp
    and occurred_at < getvariable('first_day')::timestamp + to_days(getvariable('days')::integer);

-- A time on a day (numbered from the first landing day), most of them in the middle of busy hours.
create macro time_on(day_number, hour_shift, key) as
    getvariable('first_day')::timestamp + to_days(day_number::integer) + to_milliseconds((
        (uniform('hour', key) + uniform('hour again', key)) / 2 * 86400000
        + hour_shift * 3600000
    )::bigint % 86400000);
