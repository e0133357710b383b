-- One row per message, with what becomes of those that the business sends. The provider's times are
-- whole seconds.
create table messages as
with positions as (
    select *, unnest(range(length)) as position
    from exchanges
),

timed as (
    select
        * exclude (started_at),
        draw(position::varchar, exchange_key) as message_key,
        -- In turn, but now and then one side writes twice.
        (
            position
            + (kind <> 'campaign')::integer
            + (position > 0 and uniform('twice', message_key) < 0.1)::integer
        ) % 2 = 0 as is_outbound,
        date_trunc('second', started_at + to_milliseconds((
            1000 * seconds_between * (position + uniform('gap', message_key))
        )::bigint)) as message_at
    from positions
),

sent as (
    select
        message_key,
        exchange_key,
        number_id,
        contact_number,
        kind = 'advertisement' as is_advertised,
        kind = 'advertisement' and position = 0 as has_referral,
        message_at,
        is_outbound,
        case
            when is_advertised and not has_referral and prices <> 'message'
                then 'referral_conversion'
            when position = 0
                then pick(
                    [
                        'marketing', 'marketing', 'marketing', 'marketing', 'marketing',
                        'marketing', 'marketing_lite', 'utility', 'utility', 'utility',
                        'authentication', 'authentication-international'
                    ],
                    'category', exchange_key
                )
            when uniform('template', message_key) < 0.03 then 'utility'
            else 'service'
        end as category,
        case
            when uniform('outcome', message_key) < 0.015 then 'never sent'
            when uniform('outcome', message_key) < 0.03 then 'failed'
            when uniform('outcome', message_key) < 0.04 then 'sent'
            when uniform('outcome', message_key) < 0.33 then 'delivered'
            else 'read'
        end as outcome,
        uniform('delay', message_key) as delay
    from timed
    join business_numbers using (number_id)
),

-- Most telephones answer within seconds, some are switched off for hours.
delivered as (
    select
        *,
        case when outcome <> 'never sent' then message_at + to_seconds(floor(3 * delay)::bigint) end
            as sent_at,
        case
            when outcome in ('delivered', 'read')
                then message_at + to_seconds(floor(
                    case when delay < 0.93 then 3 + 30 * delay else 300000 * (delay - 0.93) end
                )::bigint)
        end as received_at
    from sent
)

select
    message_key,
    exchange_key,
    number_id,
    contact_number,
    message_at,
    is_outbound,
    category,
    is_advertised,
    has_referral,
    case when is_outbound then sent_at end as sent_at,
    case when is_outbound and (outcome = 'delivered' or uniform('skipped', message_key) > 0.03)
        then received_at
    end as delivered_at,
    case when is_outbound and outcome = 'read'
        then received_at
            + to_seconds(floor(5 + 40000 * power(uniform('read', message_key), 6))::bigint)
    end as read_at,
    -- Now and then a failure is told of a message that had already been delivered.
    case
        when not is_outbound then null
        when outcome in ('never sent', 'failed')
            then message_at + to_seconds(floor(4 + 20 * delay)::bigint)
        when uniform('failed late', message_key) < 0.002 then received_at + interval 60 second
    end as failed_at
from delivered;
