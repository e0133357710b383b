-- What the macro greedy_windows writes for DuckDB: every message with its window. Gaps as long as a
-- window cut each contact's messages into islands; only islands longer than one window are folded.
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
        max(sent_at) as last_time
    from islands
    group by contact, island_start
),

spanned as (
    select
        islands.*,
        island_spans.first_end,
        island_spans.last_time >= island_spans.first_end as is_folded
    from islands
    inner join island_spans
        on
            islands.island_start = island_spans.island_start
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
            from spanned
            where is_folded
            group by contact, island_start
        ) as listed
    ) as unnested
),

windows as (
    select spanned.contact, spanned.sent_at, spanned.island_start as opened_at
    from spanned
    where not spanned.is_folded
    union all
    select spanned.contact, spanned.sent_at, max(folded.opened_at) over so_far as opened_at
    from spanned
    left join folded
        on
            spanned.sent_at = folded.opened_at
            and spanned.island_start = folded.island_start
            and spanned.contact = folded.contact
    where spanned.is_folded
    window so_far as (
        partition by spanned.contact, spanned.island_start
        order by spanned.sent_at
        range between unbounded preceding and current row
    )
)

select contact, opened_at, count(*) as messages
from windows
group by contact, opened_at;
