-- One row per tenant, process and local date on which something happened.
create temp table experience_counts as
select
    tenant_id,
    process_id,
    event_date as kpi_date,
    count(*) filter (where event_name = 'start') as chat_starts,
    count(*) filter (where event_name = 'session_started') as sessions_reported,
    count(*) filter (where event_name = 'interaction') as conversations,
    count(*) filter (where event_name = 'participant_bpmn_process') as participants,
    count(*) filter (where event_name = 'participation') as participations,
    count(*) filter (where event_name = 'sign_up') as new_customers,
    count(distinct customer_id) as active_customers,
    count(*) filter (where event_name = 'live_chat_started') as live_chats,
    coalesce(
        sum((payload ->> 'seconds')::double) filter (where event_name = 'screen_time'), 0
    ) + 15 * count(*) filter (where event_name = 'home_view_screen_time') as screen_time_seconds,
    count(*) filter (where event_name = 'web_push_single_opt_in_asked') as web_push_asked,
    count(*) filter (where event_name = 'web_push_single_opt_in') as web_push_single_opt_ins,
    count(*) filter (where event_name = 'web_push_double_opt_in') as web_push_double_opt_ins,
    count(*) filter (where event_name = 'reminder_single_opt_in') as reminder_single_opt_ins,
    count(*) filter (where event_name = 'reminder_double_opt_in') as reminder_double_opt_ins,
    count(*) filter (where event_name in (
        'share_facebook', 'share_email', 'share_twitter', 'share_whatsapp', 'share_native',
        'share_link'
    )) as shares,
    count(*) filter (where event_name = 'sign_in_pin_mail_sent') as pin_mails_sent,
    count(*) filter (where event_name = 'sign_in_pin_succeeded') as pin_succeeded,
    count(*) filter (where event_name = 'sign_in_pin_failed') as pin_failed,
    count(*) filter (where event_name = 'advent_calendar_door_opened')
        as advent_calendar_doors_opened
from events
group by tenant_id, process_id, event_date;

create temp table session_counts as
select
    tenant_id,
    process_id,
    session_date as kpi_date,
    count(*) as sessions,
    count(*) filter (where is_interacted) as sessions_with_conversation
from marts.fct_sessions
group by tenant_id, process_id, session_date;

create temp table completed_counts as
select
    tenant_id, process_id, event_date as kpi_date, count(*) filter (where is_completed) as completed
from starts
group by tenant_id, process_id, event_date;

create temp table handled_counts as
select
    tenant_id,
    process_id,
    event_date as kpi_date,
    sum(handling_time_seconds) as handling_time_seconds,
    count(*) as handled_live_chats
from live_chats
group by tenant_id, process_id, event_date;

create temp table response_counts as
select
    tenant_id,
    process_id,
    response_date as kpi_date,
    count(*) as responses,
    count(*) filter (where segment = 'promoter') as promoters,
    count(*) filter (where segment = 'passive') as passives,
    count(*) filter (where segment = 'detractor') as detractors
from marts.fct_nps_responses
group by tenant_id, process_id, response_date;

-- One row per tenant, process and date from the process's first day to the tenant's last.
create temp table experience_days as
with first_days as (
    select tenant_id, process_id, min(kpi_date) as first_day
    from experience_counts
    group by tenant_id, process_id
)

select
    first_days.tenant_id,
    first_days.process_id,
    unnest(generate_series(first_day, last_day, interval 1 day))::date as kpi_date
from first_days
join last_days using (tenant_id);

create temp table experience_kpis as
select
    tenant_id,
    process_id,
    kpi_date,
    coalesce(columns(* exclude (tenant_id, process_id, kpi_date)), 0)
from experience_days
left join experience_counts using (tenant_id, process_id, kpi_date)
left join session_counts using (tenant_id, process_id, kpi_date)
left join completed_counts using (tenant_id, process_id, kpi_date)
left join handled_counts using (tenant_id, process_id, kpi_date)
left join response_counts using (tenant_id, process_id, kpi_date);

create table marts.fct_experience_kpis_daily as
select
    *,
    sessions - sessions_with_conversation as bounces,
    handling_time_seconds / nullif(handled_live_chats, 0) as average_handling_time_seconds,
    sessions_with_conversation / nullif(sessions, 0) as interaction_rate,
    completed / nullif(chat_starts, 0) as completion_rate
from experience_kpis;
