-- The log is complete once the deliveries are: depends_on: {{ ref('int_chat_event_deliveries') }}
-- An answer belongs to a response up to 24 hours earlier. On the day before a 23-hour day those
-- reach the second next date, hence two days either way.
select distinct days.event_date
from (
    select distinct event_date
    from {{ source('state', 'chat_changes') }}
    where event_name like '%nps~_survey~_%' escape '~'
) as changed
{{ each_date('changed.event_date - 2', 'changed.event_date + 2', 'days', 'event_date') }}
