-- The log is complete once the deliveries are: depends_on: {{ ref('int_chat_event_deliveries') }}
-- Empty on a first build, where no model is incremental. An empty id stands for no customer. A draw
-- concerns the customers it chose, and those it no longer did: there are few.
select
    tenant_id,
    coalesce(customer_id, '') as customer_id
from {{ source('state', 'chat_changes') }}
union
select
    tenant_id,
    coalesce(customer_id, '') as customer_id
from {{ ref('int_draws') }}
