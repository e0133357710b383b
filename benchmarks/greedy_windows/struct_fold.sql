-- All messages of a contact, folded into a list of windows with their counts.
create table threads as
with listed as (
    select contact, list(epoch_us(sent_at) order by sent_at) as times
    from messages
    group by contact
),

folded as (
    select
        contact,
        unnest(list_reduce(
            times[2:],
            lambda windows, time:
                case
                    when time >= windows[-1].opened_at + 86400000000
                        then list_append(windows, {opened_at: time, messages: 1})
                    else list_append(
                        windows[:-2],
                        {opened_at: windows[-1].opened_at, messages: windows[-1].messages + 1}
                    )
                end,
            [{opened_at: times[1], messages: 1}]
        )) as thread
    from listed
)

select contact, make_timestamp(thread.opened_at) as opened_at, thread.messages as messages
from folded;
