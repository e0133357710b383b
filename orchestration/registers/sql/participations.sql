-- Participations of a giveaway: those of the register, and all that there ever were.
select
    (
        select coalesce(sum(events), 0)::bigint
        from marts.fct_event_counts_daily
        where
            tenant_id = $tenant
            and process_id = $process
            and event_name = 'participation'
    ) as ever,
    count(*) as living,
    count(*) filter (
        where customer_id is null or regexp_full_match(customer_id, $pseudonym)
    ) as anonymous,
    count(distinct customer_id) filter (
        where not regexp_full_match(customer_id, $pseudonym)
    ) as customers
from marts.fct_giveaway_participations
where
    tenant_id = $tenant
    and process_id = $process
