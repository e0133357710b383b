{{ config(materialized='view') }}

select * from {{ ref('int_chat_event_deliveries') }}
where not is_duplicate
