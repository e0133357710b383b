-- Rows and repeated keys per Parquet file and landing file. Neighbouring keys share one 64-bit
-- bitmap (line_bits + position_bits = 6), so that a day needs a 64th of the groups that grouping
-- by the key itself would: a repeated key sets no new bit.
with keys as (
    select
        filename as path,
        file_name,
        line,
        {position} as position
    from read_parquet($patterns, filename = true, hive_partitioning = false)
),

bitmaps as (
    select
        path,
        file_name,
        count(*) as row_count,
        count(*) filter (where line >= 0 and position >= 0) as key_count,
        bit_or(
            1::ubigint << (
                ((line & ((1 << $line_bits) - 1)) << $position_bits)
                | (position & ((1 << $position_bits) - 1))
            )
        ) filter (where line >= 0 and position >= 0) as bitmap
    from keys
    group by
        path,
        file_name,
        case when line >= 0 and position >= 0 then line >> $line_bits end,
        case when line >= 0 and position >= 0 then position >> $position_bits end
)

select
    path,
    file_name,
    sum(row_count)::bigint as row_count,
    sum(key_count - coalesce(bit_count(bitmap), 0))::bigint as repeated_keys
from bitmaps
group by path, file_name
