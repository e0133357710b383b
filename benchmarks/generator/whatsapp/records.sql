-- One row per webhook body of one file of one landing day, in the order of their times. A body comes
-- in one of three files, and once more in a fourth.
with delivered as (
    select *
    from elements
    where
        (
            landing_day = getvariable('landing_day')
            and getvariable('file') = 'webhooks-' || (1 + body_key % 3)
        )
        or (again_on = getvariable('landing_day') and getvariable('file') = 'redelivered')
),

-- Simulators, the business writing to itself, and contacts whose phone nobody is told.
named as (
    select
        delivered.*,
        business_numbers.* exclude (number_id),
        case
            when contact_number % 20000 = 23 then printf('9876543210%06d', contact_number)
            when contact_number % 20000 = 29
                then regexp_replace(display_phone_number, '[^0-9]', '', 'g')
            when contact_number % 100 <> 17 then printf('49155%07d', contact_number)
        end as phone,
        if(phone is null, printf('DE.%016d', contact_number), null) as user_id,
        printf('wamid.%s', upper(md5(message_key::varchar))) as message_id,
        epoch(occurred_at)::bigint as unix_time
    from delivered
    join business_numbers using (number_id)
),

written as (
    select
        *,
        printf(
            '{"profile":{"name":"Contact %d"},%s}',
            contact_number,
            coalesce('"wa_id":"' || phone || '"', '"user_id":"' || user_id || '"')
        ) as contact,
        case kind
            when 'messages' then printf(
                '{%s,"id":"%s","timestamp":"%d",%s%s}',
                coalesce('"from":"' || phone || '"', '"from_user_id":"' || user_id || '"'),
                message_id,
                unix_time,
                if(
                    told = 'referral',
                    '"referral":{"source_type":"ad","source_id":"7","headline":"New here"},',
                    ''
                ),
                pick(
                    [
                        '"type":"text","text":{"body":"Where is my order?"}',
                        '"type":"text","text":{"body":"Thanks, that was quick"}',
                        '"type":"text","text":{"body":"Do you deliver on Saturdays?"}',
                        '"type":"text","text":{"body":"Das hat leider nicht funktioniert"}',
                        '"type":"button","button":{"text":"Yes, please","payload":"yes"}',
                        '"type":"image","image":{"id":"8","caption":"This one"}'
                    ],
                    'text', message_key
                )
            )
            when 'statuses' then printf(
                '{"id":"%s","status":"%s","timestamp":"%d",%s%s%s%s}',
                message_id,
                told,
                unix_time,
                coalesce(
                    '"recipient_id":"' || phone || '"', '"recipient_user_id":"' || user_id || '"'
                ),
                case
                    when category is null then ''
                    when conversation_key is not null then printf(
                        ',"conversation":{"id":"%s",%s"origin":{"type":"%s"}}',
                        md5(conversation_key::varchar),
                        coalesce(
                            printf('"expiration_timestamp":"%d",', epoch(expires_at)::bigint), ''
                        ),
                        category
                    )
                    when prices = 'message with id' then printf(
                        ',"conversation":{"id":"%s","origin":{"type":"%s"}}',
                        md5(message_id),
                        category
                    )
                    else ''
                end,
                case
                    when category is null then ''
                    when prices = 'conversation' then printf(
                        ',"pricing":{"billable":true,"pricing_model":"CBP","category":"%s"}',
                        category
                    )
                    else printf(
                        ',"pricing":{"billable":%s,"pricing_model":"PMP","category":"%s",'
                        || '"type":"%s"}',
                        category not in ('service', 'referral_conversion'),
                        category,
                        case category
                            when 'service' then 'free_customer_service'
                            when 'referral_conversion' then 'free_entry_point'
                            else 'regular'
                        end
                    )
                end,
                if(
                    told = 'failed',
                    pick(
                        [
                            ',"errors":[{"code":131026,"title":"Message undeliverable"}]',
                            ',"errors":[{"code":131026,"title":"Message undeliverable"}]',
                            ',"errors":[{"code":131047,"title":"Re-engagement message"}]',
                            ',"errors":[{"code":131049,"title":"Kept for a healthy ecosystem"}]',
                            ',"errors":[{"code":131050,"title":"Contact stopped marketing"}]',
                            ',"errors":[{"code":131056,"message":"Too many to one contact"}]',
                            ',"errors":[{"code":1002,"title":"Number does not exist"}]',
                            ''
                        ],
                        'error', message_key
                    ),
                    ''
                )
            )
            else printf(
                '{%s,"category":"marketing_messages","value":"%s","timestamp":%d}',
                coalesce('"wa_id":"' || phone || '"', '"user_id":"' || user_id || '"'),
                told,
                unix_time
            )
        end as element
    from named
)

select
    'whatsapp_business_account' as object,
    [{
        id: business_account_id,
        changes: [{
            field: if(kind = 'user_preferences', kind, 'messages'),
            value: printf(
                '{"messaging_product":"whatsapp","metadata":'
                || '{"display_phone_number":"%s","phone_number_id":"%s"},%s"%s":[%s]}',
                display_phone_number,
                phone_number_id,
                if(
                    kind = 'messages',
                    '"contacts":['
                    || string_agg(contact, ',' order by occurred_at, message_key)
                    || '],',
                    ''
                ),
                kind,
                string_agg(element, ',' order by occurred_at, message_key, told)
            )::json
        }]
    }] as entry
from written
group by body_key, kind, business_account_id, phone_number_id, display_phone_number
order by min(occurred_at), body_key
