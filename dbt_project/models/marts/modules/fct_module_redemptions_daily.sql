{{ config(materialized='view') }}

with redeemed as (
    select
        tenant_id,
        process_id,
        module_id,
        event_date,
        {{ points_of('points_redeemed') }} as points_redeemed,
        {{ events_of('redemptions') }} as redemptions
    from {{ ref('int_module_measures_daily') }}
    where module = 'redemptions'
    group by tenant_id, process_id, module_id, event_date
)

select
    redeemed.tenant_id,
    redeemed.process_id,
    redeemed.module_id,
    redeemed.event_date,
    redeemed.points_redeemed,
    redeemed.redemptions,
    coalesce(rewards.rewards, 0) as rewards
from redeemed
left join {{ ref('int_redeemed_rewards_daily') }} as rewards
    on
        redeemed.tenant_id = rewards.tenant_id
        and redeemed.process_id = rewards.process_id
        and redeemed.module_id = rewards.module_id
        and redeemed.event_date = rewards.event_date
