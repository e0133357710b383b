-- Rows of a lake table with whose they are, when they were recorded, and what else says whose.
create or replace temp view erasure_rows as
select
    lake_rows.*,
    $tenant as erasure_tenant,
    coalesce($record_time, lake_rows.landing_day + interval 1 day)::timestamp as erasure_time,
    $event_name as erasure_event,
    $given_email as erasure_email,
    $given_phone as erasure_phone
from ($relation) as lake_rows
left join erasure_tenants as owners
    on owners.kind = '$tenant_kind' and lake_rows.$tenant_column = owners.lookup_key
