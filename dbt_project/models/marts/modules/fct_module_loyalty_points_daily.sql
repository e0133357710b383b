{{ config(materialized='view') }}

select
    tenant_id,
    process_id,
    module_id,
    event_date,
    {{ points_of('points_awarded') }} as points_awarded,
    {{ customers_of('receiving_customers') }} as receiving_customers,
    {{ events_of('first_time_receivers') }} as first_time_receivers,
    {{ events_of('rewards_redeemed') }} as rewards_redeemed,
    {{ events_of('referrals') }} as referrals
from {{ ref('int_module_measures_daily') }}
where module = 'loyalty_points'
group by tenant_id, process_id, module_id, event_date
