-- One row per start: whether an end of the same customer and process comes before the next start.
create temp table starts as
select tenant_id, process_id, event_date, next_name = 'end' as is_completed
from (
    select
        tenant_id,
        process_id,
        customer_id,
        event_name,
        event_date,
        case
            when customer_id is not null then lead(event_name) over (
                partition by tenant_id, process_id, customer_id order by occurred_at, event_id
            )
        end as next_name
    from events
    where event_name in ('start', 'end')
)
where event_name = 'start';

-- One row per handled live chat. An end takes the latest start that is still open, as a closing
-- bracket takes the latest opening one: both stand at the same depth, one after the other.
create temp table live_chats as
with brackets as (
    select
        tenant_id,
        process_id,
        customer_id,
        occurred_at,
        event_id,
        event_date,
        event_name = 'live_chat_started' as is_start,
        sum(case when event_name = 'live_chat_started' then 1 else -1 end) over (
            partition by tenant_id, process_id, customer_id
            order by occurred_at, event_id
            rows unbounded preceding
        ) as balance
    from events
    where
        event_name in ('live_chat_started', 'live_chat_ended')
        and customer_id is not null
),

levelled as (
    select
        *,
        -- Ends without a start lower the ground that depth is measured from.
        balance - least(0, min(balance) over (
            partition by tenant_id, process_id, customer_id
            order by occurred_at, event_id
            rows between unbounded preceding and 1 preceding
        )) as level
    from brackets
),

paired as (
    select
        tenant_id,
        process_id,
        event_date,
        is_start,
        occurred_at,
        lag(occurred_at) over (
            partition by
                tenant_id,
                process_id,
                customer_id,
                case when is_start then level else level + 1 end
            order by occurred_at, event_id
        ) as started_at,
        level
    from levelled
)

select
    tenant_id,
    process_id,
    event_date,
    epoch_us(occurred_at - started_at) / 1000000.0 as handling_time_seconds
from paired
where not is_start and level >= 0;
