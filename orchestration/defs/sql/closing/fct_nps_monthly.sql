-- The counts of one month, taken from the responses once more; scores derive from them.
select
    tenant_id,
    process_id,
    module_id,
    source,
    cast(date_trunc('month', response_date) as date) as response_month,
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
    count(*) filter (where score = 10) as score_10
from marts.fct_nps_responses
where response_date >= $month and response_date < $month + interval 1 month
group by all
