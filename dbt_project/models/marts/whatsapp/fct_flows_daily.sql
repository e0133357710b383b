-- One group-by over the runs is cheaper than finding out which days of which flows changed.
with runs as (
    select * from {{ ref('int_flow_runs') }}
    where is_top_level and not is_duplicate
),

names as (
    select
        tenant_id,
        flow_id,
        {{ keeping_null('max_by', 'flow_name', ordered_by(['started_at', 'run_id'])) }}
            as flow_name
    from runs
    group by tenant_id, flow_id
),

run_dates as (
    select
        tenant_id,
        flow_id,
        started_date as flow_date,
        started_by,
        'started' as outcome
    from runs
    union all
    select
        tenant_id,
        flow_id,
        ended_date as flow_date,
        started_by,
        case when is_killed then 'killed' else 'completed' end as outcome
    from runs
    where ended_date is not null
),

counts as (
    select
        tenant_id,
        flow_id,
        flow_date,
        count(*) filter (where outcome = 'started') as started,
        {%- for trigger in ['keyword', 'broadcast', 'other'] %}
            count(*) filter (where outcome = 'started' and started_by = '{{ trigger }}')
                as started_{{ trigger }},
        {%- endfor %}
        count(*) filter (where outcome = 'completed') as completed,
        count(*) filter (where outcome = 'killed') as killed
    from run_dates
    group by tenant_id, flow_id, flow_date
)

select
    spine.tenant_id,
    spine.flow_id,
    spine.spine_date as flow_date,
    names.flow_name,
    coalesce(counts.started, 0) as started,
    coalesce(counts.started_keyword, 0) as started_keyword,
    coalesce(counts.started_broadcast, 0) as started_broadcast,
    coalesce(counts.started_other, 0) as started_other,
    coalesce(counts.completed, 0) as completed,
    coalesce(counts.killed, 0) as killed
from {{ ref('int_flow_spine') }} as spine
inner join names
    on
        spine.tenant_id = names.tenant_id
        and spine.flow_id = names.flow_id
left join counts
    on
        spine.tenant_id = counts.tenant_id
        and spine.flow_id = counts.flow_id
        and spine.spine_date = counts.flow_date
