-- Which two identifiers of the tenant belong to one person, in both directions.
create or replace temp table links as
with given_by_customers as (
    select
        customer_id,
        payload as attributes
    from lake_chat_events_events
    where tenant_id = getvariable('tenant_id')
    union all
    select
        user_id as customer_id,
        attributes
    from lake_user_events_events
    where tenant_id = getvariable('tenant_id')
    union all
    select
        user_id as customer_id,
        payload as attributes
    from lake_journey_events_events
    where tenant_id = getvariable('tenant_id')
),

addresses as (
    select distinct
        customer_id,
        email_of(attribute_text(attributes, 'email')) as email,
        phone_of(attribute_text(attributes, 'phone')) as phone
    from given_by_customers
    where customer_id is not null
),

contacts as (
    select
        contact_phone,
        contact_user_id
    from lake_whatsapp_cloud_messages
    where business_account_id in (select tenant_accounts.account_id from tenant_accounts)
    union
    select
        contact_phone,
        contact_user_id
    from lake_whatsapp_cloud_statuses
    where business_account_id in (select tenant_accounts.account_id from tenant_accounts)
    union
    select
        contact_phone,
        contact_user_id
    from lake_whatsapp_cloud_preferences
    where business_account_id in (select tenant_accounts.account_id from tenant_accounts)
    union
    select
        contact_phone,
        contact_user_id
    from lake_gupshup_messages
    where app = getvariable('tenant_id')
    union
    select
        contact_phone,
        contact_user_id
    from lake_gupshup_statuses
    where app = getvariable('tenant_id')
    union
    select
        contact_phone,
        contact_user_id
    from lake_gupshup_opt_events
    where app = getvariable('tenant_id')
),

exported_contacts as (
    select
        contact_phone,
        contact_id
    from lake_glific_flow_contexts_flow_contexts
    where tenant_id = getvariable('tenant_id')
    union
    select
        phone as contact_phone,
        id as contact_id
    from lake_glific_contacts_contacts
    where tenant_id = getvariable('tenant_id') and not starts_with(id, 'generated-')
),

pairs as (
    select
        normal_of(customer_id) as identifier,
        email as other
    from addresses
    union all
    select
        normal_of(customer_id) as identifier,
        phone as other
    from addresses
    union all
    select
        normal_of(contact_user_id) as identifier,
        contact_phone as other
    from contacts
    union all
    select
        contact_of(contact_id) as identifier,
        contact_phone as other
    from exported_contacts
),

-- The number of a simulator, like one of the business, is shared by people who are strangers.
personal_pairs as (
    select distinct
        identifier,
        other
    from pairs
    where
        identifier <> other
        and not starts_with(identifier, '9876543210')
        and not starts_with(other, '9876543210')
        and identifier not in (select own_numbers.phone from own_numbers)
        and other not in (select own_numbers.phone from own_numbers)
)

select
    identifier,
    other
from personal_pairs
union
select
    other as identifier,
    identifier as other
from personal_pairs;
