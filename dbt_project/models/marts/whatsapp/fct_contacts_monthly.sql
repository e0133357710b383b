with days as (
    select
        *,
        {{ first_of_month('contact_date') }} as contact_month,
        row_number() over (
            partition by tenant_id, {{ first_of_month('contact_date') }}
            order by contact_date desc
        ) = 1 as is_last_day
    from {{ ref('fct_contacts_daily') }}
),

months as (
    select
        tenant_id,
        contact_month,
        cast(sum(new_contacts) as bigint) as new_contacts
    from days
    group by tenant_id, contact_month
),

filled as (
    select
        months.tenant_id,
        months.contact_month,
        months.new_contacts,
        coalesce(counts.active_contacts, 0) as active_contacts,
        coalesce(counts.messaged_contacts, 0) as messaged_contacts,
        coalesce(counts.opt_ins, 0) as opt_ins,
        coalesce(counts.opt_outs, 0) as opt_outs
    from months
    left join {{ ref('int_contact_counts_monthly') }} as counts
        on
            months.tenant_id = counts.tenant_id
            and months.contact_month = counts.contact_month
)

select
    filled.tenant_id,
    filled.contact_month,
    filled.new_contacts,
    filled.active_contacts,
    filled.messaged_contacts,
    month_ends.total_contacts,
    filled.opt_ins,
    filled.opt_outs,
    month_ends.opted_in,
    month_ends.opted_out,
    month_ends.non_opted,
    month_ends.valid,
    month_ends.invalid,
    month_ends.other
from filled
inner join days as month_ends
    on
        filled.tenant_id = month_ends.tenant_id
        and filled.contact_month = month_ends.contact_month
        and month_ends.is_last_day
