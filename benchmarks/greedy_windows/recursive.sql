-- The start of each contact's next window, round by round; what is in them is counted afterwards.
create table threads as
with recursive starts as (
    select contact, min(sent_at) as opened_at
    from messages
    group by contact
    union all
    select starts.contact, min(messages.sent_at) as opened_at
    from starts
    join messages
        on
            messages.contact = starts.contact
            and messages.sent_at >= starts.opened_at + interval 24 hour
    group by starts.contact
)

select starts.contact, starts.opened_at, count(*) as messages
from messages
asof join starts
    on messages.contact = starts.contact and messages.sent_at >= starts.opened_at
group by starts.contact, starts.opened_at;
