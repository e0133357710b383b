{{ config(materialized='view') }}

with choices as (
    select
        tenant_id,
        process_id,
        module_id,
        event_date,
        {{ events_of('questions') }} as questions,
        {{ events_of('option_1') }} as option_1,
        {{ events_of('option_2') }} as option_2,
        {{ events_of('option_3') }} as option_3,
        {{ events_of('option_4') }} as option_4,
        {{ events_of('option_5') }} as option_5,
        {{ events_of('option_6') }} as option_6,
        {{ events_of('option_7') }} as option_7
    from {{ ref('int_module_measures_daily') }}
    where module = 'decision_jump'
    group by tenant_id, process_id, module_id, event_date
),

totals as (
    select
        *,
        cast(
            option_1 + option_2 + option_3 + option_4 + option_5 + option_6 + option_7
            as double
        ) as options_chosen
    from choices
)

select
    tenant_id,
    process_id,
    module_id,
    event_date,
    questions,
    option_1,
    option_2,
    option_3,
    option_4,
    option_5,
    option_6,
    option_7,
    option_1 / nullif(options_chosen, 0) as option_1_share,
    option_2 / nullif(options_chosen, 0) as option_2_share,
    option_3 / nullif(options_chosen, 0) as option_3_share,
    option_4 / nullif(options_chosen, 0) as option_4_share,
    option_5 / nullif(options_chosen, 0) as option_5_share,
    option_6 / nullif(options_chosen, 0) as option_6_share,
    option_7 / nullif(options_chosen, 0) as option_7_share
from totals
