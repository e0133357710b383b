-- The quarantine without the rejected texts that hold somebody who was erased.
select
    quarantined.* replace (
        case when found.raw is null then quarantined.raw end as raw
    )
from ($relation) as quarantined
left join erasure_rejected as found
    on quarantined.landing_day = found.landing_day and quarantined.raw = found.raw
