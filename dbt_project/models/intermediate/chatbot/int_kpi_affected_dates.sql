-- A session, a completed start and a handled live chat count on a date of their own, which an
-- event of another date can change. The models that hold them log such dates; being built after
-- them is what the references below are for.
-- depends_on: {{ ref('int_sessions') }}
-- depends_on: {{ ref('int_completed_starts') }}
-- depends_on: {{ ref('int_handled_live_chats') }}

select event_date from {{ ref('int_chat_affected_dates') }}
union
select event_date from {{ source('state', 'kpi_changes') }}
