-- The score, and the bounds of its adjusted Wald interval (three more responses, half of them
-- passive); NULL without a response.
create temp macro nps(promoters, detractors, responses) as
    100 * (promoters - detractors) / nullif(responses, 0);
create temp macro nps_middle(promoters, detractors, responses) as
    (promoters - detractors) / (responses + 3);
create temp macro nps_margin(promoters, detractors, responses) as
    1.959964 * sqrt((
        (promoters + detractors + 1.5) / (responses + 3)
        - power(nps_middle(promoters, detractors, responses), 2)
    ) / (responses + 3));
create temp macro nps_low(promoters, detractors, responses) as
    if(responses > 0, greatest(-100, 100 * (
        nps_middle(promoters, detractors, responses) - nps_margin(promoters, detractors, responses)
    )), null);
create temp macro nps_high(promoters, detractors, responses) as
    if(responses > 0, least(100, 100 * (
        nps_middle(promoters, detractors, responses) + nps_margin(promoters, detractors, responses)
    )), null);

-- One row per tenant, process, module, source and local date with a response.
create table marts.fct_nps_daily as
select
    tenant_id,
    process_id,
    module_id,
    source,
    response_date,
    count(*) as responses,
    count(*) filter (where segment = 'promoter') as promoters,
    count(*) filter (where segment = 'passive') as passives,
    count(*) filter (where segment = 'detractor') as detractors,
    count(*) filter (where score = 0) as score_0,
    count(*) filter (where score = 1) as score_1,
    count(*) filter (where score = 2) as score_2,
    count(*) filter (where score = 3) as score_3,
    count(*) filter (where score = 4) as score_4,
    count(*) filter (where score = 5) as score_5,
    count(*) filter (where score = 6) as score_6,
    count(*) filter (where score = 7) as score_7,
    count(*) filter (where score = 8) as score_8,
    count(*) filter (where score = 9) as score_9,
    count(*) filter (where score = 10) as score_10,
    nps(promoters, detractors, responses) as nps,
    nps_low(promoters, detractors, responses) as nps_low,
    nps_high(promoters, detractors, responses) as nps_high
from marts.fct_nps_responses
group by tenant_id, process_id, module_id, source, response_date;

-- One row per tenant, process, module, source and local month with a response.
create table marts.fct_nps_monthly as
with months as (
    select
        tenant_id,
        process_id,
        module_id,
        source,
        date_trunc('month', response_date)::date as response_month,
        sum(columns('responses|promoters|passives|detractors|score_.*'))
    from marts.fct_nps_daily
    group by tenant_id, process_id, module_id, source, date_trunc('month', response_date)
)

select
    *,
    nps(promoters, detractors, responses) as nps,
    nps_low(promoters, detractors, responses) as nps_low,
    nps_high(promoters, detractors, responses) as nps_high
from months;

-- One row per tenant, process and date from its first response to the tenant's last day.
create table marts.fct_nps_rolling_30d as
with daily as (
    select
        tenant_id,
        process_id,
        response_date,
        sum(columns('responses|promoters|passives|detractors'))
    from marts.fct_nps_daily
    group by tenant_id, process_id, response_date
),

days as (
    select
        tenant_id,
        process_id,
        unnest(generate_series(min(response_date), any_value(last_day), interval 1 day))::date
            as response_date
    from daily
    join last_days using (tenant_id)
    group by tenant_id, process_id
),

pooled as (
    select
        days.*,
        coalesce(sum(responses) over last_30_days, 0) as responses,
        coalesce(sum(promoters) over last_30_days, 0) as promoters,
        coalesce(sum(passives) over last_30_days, 0) as passives,
        coalesce(sum(detractors) over last_30_days, 0) as detractors
    from days
    left join daily using (tenant_id, process_id, response_date)
    window last_30_days as (
        partition by days.tenant_id, days.process_id
        order by days.response_date
        rows between 29 preceding and current row
    )
)

select
    *,
    nps(promoters, detractors, responses) as nps,
    nps_low(promoters, detractors, responses) as nps_low,
    nps_high(promoters, detractors, responses) as nps_high
from pooled;
