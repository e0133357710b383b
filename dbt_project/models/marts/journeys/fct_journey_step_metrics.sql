-- Which metrics a step has depends on its channel: those that belong to it stand here with zeros
-- where nothing happened, whatever else happened stands beside them.
with step_channels as (
    select
        tenant_id,
        journey_id,
        step_id,
        step_name,
        position,
        channel,
        lower(replace(replace(channel, '-', '_'), ' ', '_')) as channel_key
    from {{ ref('int_journey_steps') }}
),

expected as (
    select
        step_channels.tenant_id,
        step_channels.journey_id,
        step_channels.step_id,
        metrics.event_type,
        '' as action_name
    from step_channels
    inner join {{ ref('journey_channel_metrics') }} as metrics
        on step_channels.channel_key = metrics.channel
),

records as (
    select
        *,
        -- Events of the users' own go by their own names.
        case when event_type = 'custom' then coalesce(action_name, '') else '' end as metric_action
    from {{ ref('int_journey_step_records') }}
    where event_type in ('sent', 'delivered', 'viewed', 'clicked', 'failed', 'custom')
),

custom_counts as (
    select
        tenant_id,
        journey_id,
        step_id,
        event_type,
        metric_action as action_name,
        coalesce(platform, '') as platform,
        grouping(platform) = 1 as is_all_platforms,
        count(*) as events,
        count(distinct user_key) as users
    from records
    where event_type = 'custom'
    group by grouping sets (
        (tenant_id, journey_id, step_id, event_type, metric_action),
        (tenant_id, journey_id, step_id, event_type, metric_action, platform)
    )
),

counts as (
    select * from custom_counts
    union all
    select
        tenant_id,
        journey_id,
        step_id,
        event_type,
        '' as action_name,
        '' as platform,
        true as is_all_platforms,
        count(*) as events,
        count(*) filter (where is_first_of_step) as users
    from records
    where event_type <> 'custom'
    group by tenant_id, journey_id, step_id, event_type
    union all
    select
        tenant_id,
        journey_id,
        step_id,
        event_type,
        '' as action_name,
        platform,
        false as is_all_platforms,
        events,
        users
    from {{ ref('fct_journey_step_events') }}
    where event_type <> 'custom'
),

cells as (
    select
        tenant_id,
        journey_id,
        step_id,
        event_type,
        action_name,
        '' as platform,
        true as is_all_platforms
    from expected
    union
    select
        tenant_id,
        journey_id,
        step_id,
        event_type,
        action_name,
        platform,
        is_all_platforms
    from counts
)

select
    cells.tenant_id,
    cells.journey_id,
    cells.step_id,
    cells.event_type,
    cells.action_name,
    cells.is_all_platforms,
    cells.platform,
    step_channels.step_name,
    step_channels.channel,
    step_channels.position,
    case when cells.action_name = '' then cells.event_type else cells.action_name end as metric,
    expected.event_type is not null as belongs_to_channel,
    coalesce(counts.events, 0) as events,
    coalesce(counts.users, 0) as users
from cells
left join step_channels
    on
        cells.tenant_id = step_channels.tenant_id
        and cells.journey_id = step_channels.journey_id
        and cells.step_id = step_channels.step_id
left join expected
    on
        cells.tenant_id = expected.tenant_id
        and cells.journey_id = expected.journey_id
        and cells.step_id = expected.step_id
        and cells.event_type = expected.event_type
        and cells.action_name = expected.action_name
left join counts
    on
        cells.tenant_id = counts.tenant_id
        and cells.journey_id = counts.journey_id
        and cells.step_id = counts.step_id
        and cells.event_type = counts.event_type
        and cells.action_name = counts.action_name
        and cells.platform = counts.platform
        and cells.is_all_platforms = counts.is_all_platforms
