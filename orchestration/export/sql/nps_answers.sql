select
    answer_id,
    process_id,
    module_id,
    segment,
    score,
    answered_at,
    answer_text
from marts.fct_nps_answers
where
    tenant_id = $tenant
    and ($process is null or process_id = $process)
    and ($first::date is null or answered_date >= $first::date)
    and ($last::date is null or answered_date <= $last::date)
    and ($segment is null or segment = $segment)
order by answered_at, answer_id
