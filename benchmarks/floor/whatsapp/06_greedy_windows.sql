-- The first row of a party and category opens a window, the first at or after its end the next. A
-- gap as long as a window begins one for sure: only what lies between two such gaps and is longer
-- than one window is folded. Rows of one instant stay together. `relation` has party, category and
-- occurred_at.
create macro greedy_windows(relation, microseconds) as table
with gaps as (
    select
        party,
        category,
        occurred_at,
        lag(occurred_at) over (partition by party, category order by occurred_at) as previous_at
    from query_table(relation)
),

islands as materialized (
    select
        party,
        category,
        occurred_at,
        max(
            case
                when
                    previous_at is null
                    or epoch_us(occurred_at) - epoch_us(previous_at) >= microseconds
                    then occurred_at
            end
        ) over (
            partition by party, category order by occurred_at range unbounded preceding
        ) as island
    from gaps
),

spans as materialized (
    select
        party,
        category,
        island,
        count(*) as messages,
        epoch_us(max(occurred_at)) - epoch_us(island) >= microseconds as is_long
    from islands
    group by party, category, island
),

long_islands as materialized (
    select islands.*
    from islands
    semi join (from spans where is_long) using (party, category, island)
),

listed as (
    select party, category, list(epoch_us(occurred_at) order by occurred_at) as times
    from long_islands
    group by party, category, island
),

folded as (
    select
        party,
        category,
        make_timestamp(unnest(list_reduce(
            times[2:],
            lambda starts, time:
                case
                    when time >= starts[-1] + microseconds then list_append(starts, time)
                    else starts
                end,
            times[:1]
        ))) as opened_at
    from listed
)

select party, category, island as opened_at, messages
from spans
where not is_long
union all
select folded.party, folded.category, folded.opened_at, count(*) as messages
from long_islands
asof join folded
    on
        long_islands.party = folded.party
        and long_islands.category = folded.category
        and long_islands.occurred_at >= folded.opened_at
group by all;
