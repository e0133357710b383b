"""Records as Parquet files whose columns have any type that their values allow."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

_AT = datetime(2026, 10, 31, 12, 30, 15, 250000, tzinfo=UTC)


def _as_text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def _readable(value: object) -> str | None:
    text = _as_text(value)
    return None if text is None else text.encode("utf-8", "replace").decode()


def _as_bytes(value: object) -> bytes | None:
    text = _as_text(value)
    return None if text is None else text.encode("utf-8", "surrogatepass")


def _texts(kind: pa.DataType) -> Callable[[Random, list], pa.Array]:
    return lambda _, values: pa.array([_readable(value) for value in values], pa.string()).cast(
        kind
    )


def _bytes(random: Random, values: list) -> pa.Array:
    kind = random.choice((pa.binary(), pa.large_binary()))
    return pa.array([_as_bytes(value) for value in values], kind)


def _broken_text(random: Random, values: list) -> pa.Array:
    """Text of which every seventh value is no UTF-8."""
    broken = [
        b"\xff" + (data or b"") if random.random() < 1 / 7 else data
        for data in map(_as_bytes, values)
    ]
    return pa.array(broken, pa.binary()).view(pa.string())


def _dictionary(_: Random, values: list) -> pa.Array:
    return pa.array([_readable(value) for value in values], pa.string()).dictionary_encode()


def _drawn(kind: pa.DataType, choices: Sequence[object]) -> Callable[[Random, list], pa.Array]:
    """A column of the type: its values have nothing to do with those of the records."""
    return lambda random, values: pa.array(
        [None if value is None else random.choice(choices) for value in values], kind
    )


_FLOATS = (0.0, -0.0, 1.5, float("nan"), float("inf"), -float("inf"), 1e300)
_KINDS: tuple[Callable[[Random, list], pa.Array], ...] = (
    _texts(pa.large_string()),
    _texts(pa.string_view()),
    _bytes,
    _broken_text,
    _dictionary,
    _drawn(pa.int64(), (0, 1, -1, 2**63 - 1, -(2**63), 1760000000, 1760000000000)),
    _drawn(pa.uint64(), (0, 2**64 - 1)),
    _drawn(pa.int8(), (0, 1, -128)),
    _drawn(pa.float64(), _FLOATS),
    _drawn(pa.float16(), (0.0, 1.5, float("nan"))),
    _drawn(pa.bool_(), (True, False)),
    _drawn(pa.decimal128(38, 10), (Decimal("1.5"), Decimal(10) ** 27)),
    _drawn(pa.decimal256(76, 0), (Decimal(10) ** 75,)),
    _drawn(pa.date32(), (date(2026, 10, 31), date(1, 1, 1), date(9999, 12, 31))),
    _drawn(pa.time64("us"), (time(12), time(23, 59, 59, 999999))),
    _drawn(pa.timestamp("us", "UTC"), (_AT, datetime(1, 1, 1), datetime(9999, 12, 31))),
    _drawn(pa.timestamp("ms"), (_AT.replace(tzinfo=None), datetime(1970, 1, 1))),
    _drawn(pa.timestamp("ns", "Asia/Kolkata"), (_AT, datetime(1970, 1, 1))),
    _drawn(pa.timestamp("us"), (2**62, -(2**62), 0)),
    _drawn(pa.timestamp("ms"), (2**62, -(2**62), 0)),
    _drawn(pa.duration("us"), (timedelta(days=1),)),
    _drawn(pa.binary(16), (bytes(range(16)), b"a" * 16)),
    _drawn(pa.null(), (None,)),
    _drawn(pa.list_(pa.int64()), ([], [1, None])),
    _drawn(pa.list_(pa.list_(pa.string())), ([["a", None]], [])),
    _drawn(pa.map_(pa.string(), pa.int64()), ([("a", 1), ("a", 2)], [])),
    _drawn(
        pa.struct([("a", pa.struct([("b", pa.list_(pa.string()))])), ("", pa.int64())]),
        ({"a": {"b": ["x"]}}, {"a": None, "": 5}),
    ),
)


def spoiled_parquet(random: Random, records: list[dict], names: list[str]) -> bytes:
    """Return records as a Parquet file in which about a third of the columns have any type.

    `names` are the columns a record may have; now and then one is missing, twice there but for its
    case, or joined by others.
    """
    columns: dict[str, pa.Array] = {}
    for name in names:
        values: list[Any] = [record.get(name) for record in records]
        kind = random.choice(_KINDS) if random.random() < 0.3 else _texts(pa.string())
        if random.random() > 0.03:
            columns[name] = kind(random, values)
    if random.random() < 0.3:
        columns[random.choice(names).upper()] = _dictionary(random, records)
    if random.random() < 0.3:
        columns[random.choice(("", "file_row_number", "raw", "line", 'a"b', "x" * 300))] = _bytes(
            random, records
        )
    if not columns:
        columns["nothing"] = pa.nulls(len(records))
    sink = io.BytesIO()
    pq.write_table(
        pa.table(columns),
        sink,
        compression=random.choice(("none", "snappy", "gzip", "zstd", "lz4", "brotli")),
        row_group_size=random.choice((1, 7, 10_000)),
        use_dictionary=random.choice((True, False)),
        data_page_version=random.choice(("1.0", "2.0")),
        store_schema=random.choice((True, False)),
    )
    return sink.getvalue()
