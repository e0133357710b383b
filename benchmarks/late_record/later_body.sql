-- The first body with a message that was received within 12 hours of an instant, and whose it is.
with bodies as (
    select json as body, json -> '$.entry[0].changes[0].value.messages[0]' as message
    from read_json_objects(getvariable('files'), format = 'newline_delimited')
)

select bodies.body, contacts.tenant_id, contacts.contact_id
from bodies
join marts.dim_contacts as contacts on contacts.contact_id = bodies.message ->> '$.from'
where
    (bodies.message ->> '$.timestamp')::bigint
    between getvariable('sent_at') and getvariable('sent_at') + 12 * 3600
order by bodies.message ->> '$.timestamp', contacts.contact_id
limit 1
