-- One row per event of one landing day as its producer writes it, in the order of its times. What
-- arrives on its own day goes to one file, what is late or delivered again to another.
with delivered as (
    select *
    from user_events
    where
        landing_day = getvariable('landing_day')
        and getvariable('file') = if(landing_day = occurred_at::date, 'events', 'late')
    union all
    select *
    from user_events
    where again_on = getvariable('landing_day') and getvariable('file') = 'late'
)

select
    md5(event_key::varchar)::uuid as event_id,
    tenant_id,
    printf('%s-u%d', tenant_id, user_number) as user_id,
    event_name,
    strftime(occurred_at, '%Y-%m-%dT%H:%M:%S.%gZ') as occurred_at,
    case
        when event_name in (
            'purchase_completed', 'subscription_started', 'appointment_booked', 'review_written'
        )
            then json_object(
                'category',
                pick(['shoes', 'shoes', 'shoes', 'shirts', 'socks'], 'category', event_key),
                'quantity',
                -- Some producers write whole numbers as decimals, some as text.
                pick(
                    ['1', '2', '2', '2', '2.0', '2.0', '"2"', '3'], 'quantity', event_key
                )::json,
                'plan', pick(['premium', 'premium', 'basic'], 'plan', event_key),
                'is_member', uniform('member', event_key) < 0.7,
                'amount', (draw('amount', event_key) % 20000) / 100
            )
        when event_name in ('product_viewed', 'cart_filled', 'cart_abandoned')
            then json_object(
                'product', printf('p%d', draw('product', event_key) % 500),
                'category', pick(['shoes', 'shirts', 'socks'], 'category', event_key)
            )
        when event_name = 'search_done'
            then json_object('term', pick(['red', 'new', 'size 42'], 'term', event_key))
    end as attributes
from delivered
join tenants using (tenant_number)
order by delivered.occurred_at, event_id
