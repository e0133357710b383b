{{ config(materialized='view') }}

with first_and_last_steps as (
    select
        tenant_id,
        process_id,
        event_date,
        sum(case when event_name = 'end' then 0 else events end) as welcomes,
        sum(case when event_name = 'end' then events else 0 end) as ends
    from {{ ref('int_event_counts_daily') }}
    where
        event_name in (
            'welcome_sent', 'welcome_sent_recurrent', 'welcome_sent_recurrent_named', 'end'
        )
    group by tenant_id, process_id, event_date
)

select
    kpis.tenant_id,
    kpis.process_id,
    kpis.kpi_date as funnel_date,
    kpis.conversations as interactions,
    kpis.new_customers as sign_ups,
    cast(coalesce(funnel.welcomes, 0) as bigint) as welcomes,
    cast(coalesce(funnel.ends, 0) as bigint) as ends
from {{ ref('fct_experience_kpis_daily') }} as kpis
left join first_and_last_steps as funnel
    on
        kpis.tenant_id = funnel.tenant_id
        and kpis.process_id = funnel.process_id
        and kpis.kpi_date = funnel.event_date
