-- A winner is listed as long as a participation is, from the time of the draw.
select
    tenant_id,
    draw_id,
    event_id,
    process_id,
    customer_id,
    created_at,
    participated_at
from {{ ref('int_draws') }}
where
    {{ lives('drawn_as_of', 'draws') }}
    and {{ is_no_deleted_entry('draws') }}
