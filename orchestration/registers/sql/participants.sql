-- Customers who can be drawn, each with the earliest of their living participations; nobody could
-- send a prize to those who were erased. The order is that of a hash, which is as good as random, but
-- the same for everybody who knows the seed.
with standing as (
    select
        event_id,
        customer_id,
        participated_at
    from marts.fct_giveaway_participations
    where
        tenant_id = $tenant
        and process_id = $process
        and customer_id is not null
        and not regexp_full_match(customer_id, $pseudonym)
    qualify row_number() over (
        partition by customer_id
        order by participated_at, event_id
    ) = 1
)

select *
from standing
where
    customer_id not in (
        select drawn.customer_id
        from intermediate.int_draws as drawn
        where
            drawn.tenant_id = $tenant
            and drawn.process_id = $process
            and drawn.customer_id is not null
    )
order by
    sha256($seed::bigint::varchar || '|' || $tenant || '|' || $process || '|' || event_id),
    event_id
