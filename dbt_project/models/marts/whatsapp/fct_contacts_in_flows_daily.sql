select
    spine.tenant_id,
    spine.spine_date as flow_date,
    coalesce(counts.contacts_in_flows, 0) as contacts_in_flows
from {{ ref('int_flow_tenant_spine') }} as spine
left join {{ ref('int_contact_counts_daily') }} as counts
    on
        spine.tenant_id = counts.tenant_id
        and spine.spine_date = counts.contact_date
