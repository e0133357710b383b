{{ config(materialized='view') }}

select
    tenant_id,
    process_id,
    module_id,
    channel,
    event_date,
    {{ events_of('asked') }} as asked,
    {{ events_of('single_opt_ins') }} as single_opt_ins,
    {{ events_of('single_opt_in_rejections') }} as single_opt_in_rejections,
    {{ events_of('double_opt_ins') }} as double_opt_ins,
    {{ events_of('opt_outs') }} as opt_outs,
    {{ events_of('subscription_requests') }} as subscription_requests,
    {{ events_of('subscriptions_gone') }} as subscriptions_gone,
    {{ events_of('codes_sent') }} as codes_sent
from {{ ref('int_module_measures_daily') }}
where module = 'opt_ins'
group by tenant_id, process_id, module_id, channel, event_date
