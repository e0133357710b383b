-- Empty on a first build, where no model is incremental.
select distinct event_date
from {{ source('state', 'chat_changes') }}
