-- Answers to quiz questions and clicks on links by local date.
create table marts.fct_quiz_answers_daily as
select
    tenant_id,
    process_id,
    module_id,
    coalesce(payload ->> 'question_id', '') as question_id,
    coalesce(payload ->> 'answer', '') as answer,
    event_date,
    count(*) filter (where event_name = 'quiz_answer') as answers,
    count(*) filter (where event_name = 'quiz_answer_correct') as correct,
    count(*) filter (where event_name = 'quiz_answer_incorrect') as incorrect
from events
where event_name in ('quiz_answer', 'quiz_answer_correct', 'quiz_answer_incorrect')
group by all;

create table marts.fct_link_clicks_daily as
select
    tenant_id,
    process_id,
    module_id,
    payload ->> 'url' as url,
    event_date as click_date,
    count(*) as clicks,
    count(distinct customer_id) as customers
from events
where event_name = 'link_clicked' and payload ->> 'url' is not null
group by all;

-- Running totals, and the steps from the welcome to the end, on every day of a process.
create table marts.fct_experience_kpis_cumulative as
select
    tenant_id,
    process_id,
    kpi_date,
    sum(chat_starts) over so_far as chat_starts,
    sum(sessions) over so_far as sessions,
    sum(bounces) over so_far as bounces,
    sum(completed) over so_far as completed,
    sum(responses) over so_far as responses
from marts.fct_experience_kpis_daily
window so_far as (partition by tenant_id, process_id order by kpi_date);

create table marts.fct_experience_funnel_daily as
select
    kpis.tenant_id,
    kpis.process_id,
    kpis.kpi_date as funnel_date,
    any_value(kpis.conversations) as interactions,
    any_value(kpis.new_customers) as sign_ups,
    coalesce(sum(counts.events) filter (where counts.event_name != 'end'), 0) as welcomes,
    coalesce(sum(counts.events) filter (where counts.event_name = 'end'), 0) as ends
from marts.fct_experience_kpis_daily as kpis
left join marts.fct_event_counts_daily as counts
    on
        kpis.tenant_id = counts.tenant_id
        and kpis.process_id = counts.process_id
        and kpis.kpi_date = counts.event_date
        and counts.event_name in (
            'welcome_sent', 'welcome_sent_recurrent', 'welcome_sent_recurrent_named', 'end'
        )
group by kpis.tenant_id, kpis.process_id, kpis.kpi_date;
