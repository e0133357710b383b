with latest as (
    select
        tenant_id,
        max(kpi_date) as last_date
    from marts.fct_tenant_kpis_daily
    group by tenant_id
)

select
    kpis.tenant_id as tenant,
    strftime(latest.last_date, '%Y-%m-%d') as "last day",
    cast(sum(kpis.chat_starts) as bigint) as "chat starts",
    cast(sum(kpis.sessions) as bigint) as sessions,
    cast(sum(kpis.bounces) as bigint) as bounces,
    round(
        cast(sum(kpis.sessions_with_conversation) as double) / nullif(sum(kpis.sessions), 0), 2
    ) as "interaction rate",
    round(cast(sum(kpis.completed) as double) / nullif(sum(kpis.chat_starts), 0), 2)
        as "completion rate",
    cast(sum(kpis.new_customers) as bigint) as "new customers",
    cast(sum(kpis.live_chats) as bigint) as "live chats"
from marts.fct_tenant_kpis_daily as kpis
inner join latest on kpis.tenant_id = latest.tenant_id
where kpis.kpi_date > latest.last_date - 7
group by kpis.tenant_id, latest.last_date
order by sum(kpis.chat_starts) desc, kpis.tenant_id
limit 20
