-- Messages spread over some days. Distribution A: 200,000 contacts, five of which have 10,000 messages
-- each; B: every contact has 10,000.
create table messages as
select
    case
        when getvariable('distribution') = 'B' then 'contact ' || number // 10000
        when number < 50000 then 'contact ' || number // 10000
        else 'contact ' || (5 + hash('contact', number) % 199995)
    end as contact,
    timestamp '2025-03-11'
    + to_seconds((hash('second', number) % (86400 * getvariable('days')))::bigint) as sent_at
from range(getvariable('messages')) as numbers (number);
