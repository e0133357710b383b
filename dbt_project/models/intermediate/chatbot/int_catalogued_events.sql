-- The events chatmart knows and those its user has added.
select
    event_name,
    description,
    false as is_custom
from {{ ref('event_catalogue') }}
union all
select
    custom_events.event_name,
    custom_events.description,
    true as is_custom
from {{ ref('custom_events') }} as custom_events
left join {{ ref('event_catalogue') }} as event_catalogue
    on custom_events.event_name = event_catalogue.event_name
where event_catalogue.event_name is null
