select
    heatmap.tenant_id as tenant,
    coalesce(processes.process_name, heatmap.process_id) as process,
    coalesce(heatmap.module_name, heatmap.module_id) as module,
    heatmap.visits,
    heatmap.heat
from marts.module_heatmap as heatmap
left join marts.dim_processes as processes
    on heatmap.tenant_id = processes.tenant_id and heatmap.process_id = processes.process_id
order by heatmap.visits desc, heatmap.tenant_id, heatmap.process_id, heatmap.module_id
limit 10
