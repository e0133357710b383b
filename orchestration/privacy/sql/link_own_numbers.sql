-- Numbers of the business itself. They stand in every record and are nobody's.
create or replace temp table own_numbers as
select display_phone_number as phone
from lake_whatsapp_cloud_messages
where business_account_id in (select tenant_accounts.account_id from tenant_accounts)
union
select display_phone_number as phone
from lake_whatsapp_cloud_statuses
where business_account_id in (select tenant_accounts.account_id from tenant_accounts)
union
select case direction when 'outbound' then sender_phone else receiver_phone end as phone
from lake_glific_messages_messages
where
    tenant_id = getvariable('tenant_id')
    and sender_phone is distinct from receiver_phone;

delete from own_numbers
where phone is null;
