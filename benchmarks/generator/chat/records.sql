-- One row per event of one landing day as its producer writes it, in the order of its times.
-- The first delivery on time goes to one file, what is late or delivered again to another.
with delivered as (
    select * from events
    where landing_day = getvariable('landing_day') and not is_late and getvariable('file') = 'events'
    union all
    select * from events
    where landing_day = getvariable('landing_day') and is_late and getvariable('file') = 'late'
    union all
    select * from events
    where delivered_again_on = getvariable('landing_day') and getvariable('file') = 'late'
),

named as (
    select
        *,
        printf('%s-c%d', tenant_id, customer_number) as customer_id,
        ['Welcome', 'Quiz', 'Links', 'Opt-in', 'Live chat', 'Survey'] as module_names,
        ['welcome', 'quiz', 'link', 'opt_in', 'live_chat', 'nps_survey'] as module_types
    from delivered
)

select
    md5(event_key::varchar)::uuid as event_id,
    tenant_id,
    event_name,
    strftime(occurred_at, '%Y-%m-%dT%H:%M:%S.%gZ') as occurred_at,
    customer_id,
    printf('s-%x', session_key) as session_id,
    printf('pi-%x-%d', session_key, process_number) as process_instance_id,
    printf('%s-p%d', tenant_id, process_number) as process_id,
    printf('Experience %d', process_number) as process_name,
    printf('%s-p%d-m%d', tenant_id, process_number, module_number) as module_id,
    module_names[module_number] as module_name,
    module_types[module_number] as module_type,
    pick(['web', 'web', 'web', 'whatsapp', 'facebook'], 'platform', session_key) as platform,
    case
        when payload = 'points' then 5 * (1 + draw('points', event_key) % 20)
    end as amount,
    case payload
        when 'seconds' then json_object('seconds', 5 + draw('seconds', event_key) % 56)
        when 'url' then json_object(
            'url', printf('https://www.example.org/products/%d', draw('url', event_key) % 200)
        )
        when 'question' then json_object(
            'question_id', printf('q%d', draw('question', event_key) % 8),
            'question', printf('Question %d?', draw('question', event_key) % 8)
        )
        when 'answer' then json_object(
            'question_id', printf('q%d', draw('question', event_key) % 8),
            'question', printf('Question %d?', draw('question', event_key) % 8),
            'answer', printf('Answer %d', draw('answer', event_key) % 4)
        )
        when 'text' then json_object('text', printf(
            '%s, number %d.',
            pick(
                [
                    'Quick and friendly', 'I did not find my order',
                    'Zu viele Fragen für ein Gewinnspiel', 'Great quiz, more of it'
                ],
                'text', event_key
            ),
            event_key % 10000
        ))
        when 'email' then json_object(
            'email', coalesce(customer_id, 'someone') || '@example.org'
        )
        when 'first_name' then json_object(
            'first_name', pick(['Ada', 'Grace', 'Emmy', 'Mary'], 'first_name', event_key)
        )
        when 'points' then json_object('points', 5 * (1 + draw('points', event_key) % 20))
        when 'variable' then json_object(
            'name', 'favourite_product',
            'value', printf('product %d', draw('variable', event_key) % 50),
            'scope', 'customer'
        )
        when 'last_name' then json_object(
            'last_name', pick(['Lovelace', 'Hopper', 'Noether', 'Jackson'], 'last_name', event_key)
        )
        when 'birthdate' then json_object(
            'birthdate', strftime('1950-01-01'::date + (event_key % 20000)::integer, '%Y-%m-%d')
        )
        when 'phone' then json_object('phone', printf('+49151%08d', event_key % 100000000))
        when 'address' then address(event_key)
        when 'reward' then json_merge_patch(
            json_object(
                'reward_id', printf('r%d', draw('reward', event_key) % 12),
                'reward_name', printf('Reward %d', draw('reward', event_key) % 12)
            ),
            if(uniform('delivered to', event_key) < 0.5, address(event_key), '{}')
        )
        when 'file' then json_object(
            'file_url', printf('https://files.example.org/%x', event_key),
            'file_name', printf('picture %d.jpg', event_key % 1000)
        )
        when 'error' then json_object(
            'message', pick(['The other side failed', 'No answer in time'], 'message', event_key),
            'trace_id', printf('%x', draw('trace', event_key)),
            'level', 'error'
        )
        when 'coupon' then json_object(
            'code', coupon_code(upload_number(day_number), draw('code', event_key))
        )
        when 'code' then json_object(
            'code', entered_code(upload_number(day_number), draw('code', event_key))
        )
    end as payload
from named
order by named.occurred_at, event_id
