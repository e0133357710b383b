-- No user has two conversions in one journey, and no conversion lies outside of its entry's window.
-- In a nightly run of the users with a change.
-- depends_on: {{ ref('int_journey_affected_users') }}

with converted as (
    select
        *,
        count(*) over (partition by tenant_id, journey_id, user_id) as conversions
    from {{ ref('int_journey_entries') }}
    where
        is_converted
        and {{ is_affected_journey_user() if looks_at_touched_rows() else 'true' }}
)

select
    tenant_id,
    journey_id,
    entry_id
from converted
where
    conversions > 1
    or converted_at < entered_at
    or coalesce(converted_at > window_closes_at, false)
