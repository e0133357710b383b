-- The local dates of each family of sources whose records came, went or changed.
select distinct
    'chat' as family,
    event_date as affected_date
from state.chat_changes
union
select distinct
    'whatsapp' as family,
    changed_date as affected_date
from state.changed_dates
where relation = 'intermediate.int_whatsapp_days' and changed_date is not null
union
select distinct
    'journeys' as family,
    changed_date as affected_date
from state.changed_dates
where
    relation in (
        'intermediate.int_journey_event_deliveries', 'intermediate.int_user_event_deliveries'
    )
    and changed_date is not null
order by family, affected_date
