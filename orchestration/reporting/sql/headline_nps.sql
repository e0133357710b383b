select
    nps.tenant_id as tenant,
    coalesce(processes.process_name, nps.process_id) as process,
    strftime(nps.response_date, '%Y-%m-%d') as "last day",
    nps.responses,
    nps.promoters,
    nps.passives,
    nps.detractors,
    round(nps.nps, 1) as nps,
    round(nps.nps_low, 1) as "from",
    round(nps.nps_high, 1) as "to"
from marts.fct_nps_rolling_30d as nps
left join marts.dim_processes as processes
    on nps.tenant_id = processes.tenant_id and nps.process_id = processes.process_id
qualify row_number() over (
    partition by nps.tenant_id, nps.process_id
    order by nps.response_date desc
) = 1
order by nps.tenant_id, nps.process_id
limit 20
