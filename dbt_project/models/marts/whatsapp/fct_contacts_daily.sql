-- Stocks run on from day to day, so a late change moves every day after it: the whole series is
-- summed up anew from what changed each day.
with daily_changes as (
    select
        tenant_id,
        change_date,
        count(*) filter (where is_new) as new_contacts,
        {%- for state in ['opted_in', 'opted_out', 'non_opted'] %}
            count(*) filter (where opt_state = '{{ state }}')
            - count(*) filter (where previous_opt_state = '{{ state }}') as {{ state }},
        {%- endfor %}
        {%- for status in ['valid', 'invalid', 'other'] %}
            count(*) filter (where status = '{{ status }}')
            - count(*) filter (where previous_status = '{{ status }}') as {{ status }}
            {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from {{ ref('int_contact_changes') }}
    group by tenant_id, change_date
)

select
    spine.tenant_id,
    spine.spine_date as contact_date,
    coalesce(changes.new_contacts, 0) as new_contacts,
    coalesce(counts.active_contacts, 0) as active_contacts,
    coalesce(counts.messaged_contacts, 0) as messaged_contacts,
    cast(sum(coalesce(changes.new_contacts, 0)) over so_far as bigint) as total_contacts,
    coalesce(counts.opt_ins, 0) as opt_ins,
    coalesce(counts.opt_outs, 0) as opt_outs,
    {%- for stock in ['opted_in', 'opted_out', 'non_opted', 'valid', 'invalid', 'other'] %}
        cast(sum(coalesce(changes.{{ stock }}, 0)) over so_far as bigint) as {{ stock }}
        {%- if not loop.last %},{% endif %}
    {%- endfor %}
from {{ ref('int_contact_spine') }} as spine
left join daily_changes as changes
    on
        spine.tenant_id = changes.tenant_id
        and spine.spine_date = changes.change_date
left join {{ ref('int_contact_counts_daily') }} as counts
    on
        spine.tenant_id = counts.tenant_id
        and spine.spine_date = counts.contact_date
window so_far as (
    partition by spine.tenant_id
    order by spine.spine_date
    rows between unbounded preceding and current row
)
