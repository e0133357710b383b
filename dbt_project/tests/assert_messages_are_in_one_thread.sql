-- Every message that is neither failed nor excluded lies in exactly one thread of its contact, and
-- every thread holds as many messages as it says. In a nightly run of the contacts with a change.
-- depends_on: {{ ref('int_affected_contacts') }}

with messages as (
    select
        tenant_id,
        business_number,
        contact_id,
        source,
        message_id,
        message_at
    from {{ ref('int_whatsapp_messages') }}
    where
        excluded_as is null
        and contact_id is not null
        and coalesce(status, '') <> 'failed'
        and {{ is_affected_contact() if looks_at_touched_rows() else 'true' }}
),

threads as (
    select * from {{ ref('int_threads') }}
    where {{ is_affected_contact() if looks_at_touched_rows() else 'true' }}
),

placed as (
    select
        messages.tenant_id,
        messages.source,
        messages.message_id,
        threads.thread_id
    from messages
    left join threads
        on
            messages.tenant_id = threads.tenant_id
            and messages.business_number = threads.business_number
            and messages.contact_id = threads.contact_id
            and messages.message_at >= threads.opened_at
            and messages.message_at < threads.closes_at
),

misplaced as (
    select
        tenant_id,
        message_id as misplaced_id
    from placed
    group by tenant_id, source, message_id
    having count(thread_id) <> 1
),

counted as (
    select
        tenant_id,
        thread_id,
        count(*) as messages
    from placed
    group by tenant_id, thread_id
),

miscounted as (
    select
        threads.tenant_id,
        threads.thread_id as misplaced_id
    from threads
    left join counted
        on
            threads.tenant_id = counted.tenant_id
            and threads.thread_id = counted.thread_id
    where threads.messages <> coalesce(counted.messages, 0)
)

select * from misplaced
union all
select * from miscounted
