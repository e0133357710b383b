-- One row per derived session: more than 30 minutes of silence end it.
create table marts.fct_sessions as
with steps as (
    select
        tenant_id,
        customer_id,
        process_id,
        event_name,
        occurred_at,
        event_id,
        event_date,
        coalesce(
            occurred_at - lag(occurred_at) over customer_events > interval 30 minutes, true
        ) as is_start
    from events
    where customer_id is not null
    window customer_events as (
        partition by tenant_id, customer_id order by occurred_at, event_id
    )
),

numbered as (
    select
        *,
        count(*) filter (where is_start) over (
            partition by tenant_id, customer_id
            order by occurred_at, event_id
            rows unbounded preceding
        ) as session_number
    from steps
)

select
    md5(concat_ws('|', tenant_id, customer_id, min(occurred_at))) as session_id,
    tenant_id,
    customer_id,
    any_value(process_id) filter (where is_start) as process_id,
    min(occurred_at) as started_at,
    max(occurred_at) as ended_at,
    min(event_date) as session_date,
    count(*) as events,
    bool_or(event_name in ('session_interacted', 'interaction')) as is_interacted
from numbered
group by tenant_id, customer_id, session_number;
