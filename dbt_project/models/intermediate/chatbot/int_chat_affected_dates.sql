-- The log is complete once the deliveries are: depends_on: {{ ref('int_chat_event_deliveries') }}
-- Empty on a first build, where no model is incremental.
select distinct event_date
from {{ source('state', 'chat_changes') }}
