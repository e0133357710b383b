-- What the macro greedy_window_counts writes for DuckDB: windows with their number of messages.
-- Islands no longer than one window are counted, all others folded.
create table threads as
with timed as (
    select contact, sent_at, sent_at + interval 24 hour as ends_at
    from messages
),

islands as (
    select
        rows_with_gaps.*,
        max(
            case when earlier_end is null or sent_at >= earlier_end then sent_at end
        ) over (
            partition by contact
            order by sent_at
            range between unbounded preceding and current row
        ) as island_start
    from (
        select
            *,
            max(ends_at) over (
                partition by contact
                order by sent_at
                rows between unbounded preceding and 1 preceding
            ) as earlier_end
        from timed
    ) as rows_with_gaps
),

island_spans as (
    select
        contact,
        island_start,
        min(ends_at) filter (where sent_at = island_start) as first_end,
        max(sent_at) >= min(ends_at) filter (where sent_at = island_start) as is_folded,
        count(*) as messages
    from islands
    group by contact, island_start
),

folded_rows as (
    select islands.*
    from islands
    inner join island_spans
        on
            island_spans.is_folded
            and islands.island_start = island_spans.island_start
            and islands.contact = island_spans.contact
),

folded as (
    select
        contact,
        island_start,
        opener.opened_at,
        opener.closes_at
    from (
        select
            contact,
            island_start,
            unnest(list_reduce(
                candidates[2:],
                lambda openers, candidate:
                    case
                        when candidate.opened_at >= openers[-1].closes_at
                            then list_append(openers, candidate)
                        else openers
                    end,
                candidates[:1]
            )) as opener
        from (
            select
                contact,
                island_start,
                list(
                    {'opened_at': sent_at, 'closes_at': ends_at} order by sent_at, ends_at
                ) as candidates
            from folded_rows
            group by contact, island_start
        ) as listed
    ) as unnested
),

windows as (
    select folded_rows.contact, max(folded.opened_at) over so_far as opened_at
    from folded_rows
    left join folded
        on
            folded_rows.sent_at = folded.opened_at
            and folded_rows.island_start = folded.island_start
            and folded_rows.contact = folded.contact
    window so_far as (
        partition by folded_rows.contact, folded_rows.island_start
        order by folded_rows.sent_at
        range between unbounded preceding and current row
    )
)

select contact, island_start as opened_at, messages
from island_spans
where not is_folded
union all
select contact, opened_at, count(*) as messages
from windows
group by contact, opened_at;
