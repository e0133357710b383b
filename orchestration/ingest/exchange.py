"""Arrow columns as DuckDB takes them over: it knows fewer types, and no map that repeats a key."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

_TICKS_OF_MICROSECONDS = {"s": 1_000_000, "ms": 1_000}
# What DuckDB takes for infinity, either way.
_ENDLESS = 2**63 - 1


def exchangeable_type(data_type: pa.DataType) -> pa.DataType:
    """Return the type, or the nearest one that DuckDB knows, inside of others too."""
    if pa.types.is_float16(data_type):
        return pa.float32()
    if pa.types.is_decimal256(data_type):
        return pa.string()
    if pa.types.is_timestamp(data_type) and data_type.unit in _TICKS_OF_MICROSECONDS:
        return pa.timestamp("us", data_type.tz)
    if pa.types.is_struct(data_type):
        return pa.struct([field.with_type(exchangeable_type(field.type)) for field in data_type])
    if pa.types.is_map(data_type):
        return pa.map_(
            exchangeable_type(data_type.key_type), exchangeable_type(data_type.item_type)
        )
    if pa.types.is_list(data_type):
        return pa.list_(exchangeable_type(data_type.value_type))
    return data_type


def exchangeable(column: pa.Array) -> pa.Array:
    """Return the column in its exchangeable type.

    Times beyond those of DuckDB become infinite, of repeated keys of a map the first one stays.
    """
    if pa.types.is_timestamp(column.type):
        return _in_microseconds(column)
    wanted = exchangeable_type(column.type)
    if column.type != wanted:
        column = column.cast(wanted)
    if not pa.types.is_map(wanted):
        return column
    return _without_repeated_keys(column)


def _without_repeated_keys(column: pa.MapArray) -> pa.MapArray:
    if not pa.types.is_string(column.type.key_type):
        return column
    keys, bounds = column.keys.to_pylist(), column.offsets.to_pylist()
    kept: list[int] = []
    offsets: list[int | None] = []
    for row, is_valid in enumerate(column.is_valid().to_pylist()):
        offsets.append(len(kept) if is_valid else None)
        first: dict[str, int] = {}
        for entry in range(bounds[row], bounds[row + 1]) if is_valid else ():
            first.setdefault(keys[entry], entry)
        kept += first.values()
    offsets.append(len(kept))
    entries = pa.array(kept, pa.int64())
    return pa.MapArray.from_arrays(
        pa.array(offsets, pa.int32()), column.keys.take(entries), column.items.take(entries)
    ).cast(column.type)


def _in_microseconds(column: pa.Array) -> pa.Array:
    ticks = _TICKS_OF_MICROSECONDS.get(column.type.unit)
    if ticks is None:
        return column
    numbers, last = column.cast(pa.int64()), _ENDLESS // ticks
    endless = pc.if_else(pc.greater(numbers, last), _ENDLESS, -_ENDLESS)
    is_known = pc.and_(pc.less_equal(numbers, last), pc.greater_equal(numbers, -last))
    known = pc.multiply(pc.if_else(is_known, numbers, 0), ticks)
    return pc.if_else(is_known, known, endless).cast(exchangeable_type(column.type))
