"""Parquet: typed columns become text, odd ones are quarantined row by row."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from .conftest import DAY, Home

AT = datetime(2026, 1, 1, 10, 0, 0, 5, tzinfo=UTC)


def deliver(home: Home, columns: dict, name: str = "file.parquet") -> None:
    path = home.deliver(b"", name)
    pq.write_table(pa.table(columns), path)
    assert not home.load().errors


def required(rows: int) -> dict:
    return {
        "tenant_id": ["acme"] * rows,
        "event_name": ["start"] * rows,
        "occurred_at": pa.array([AT] * rows, pa.timestamp("us", "Europe/Berlin")),
    }


def test_typed_columns_become_text(home: Home) -> None:
    deliver(
        home,
        required(2)
        | {
            "event_id": [7, None],
            "customer_id": pa.array([b"c1", None], pa.binary()),
            "session_id": [Decimal("1.50"), None],
            "amount": [1.25, None],
            "payload": [{"a": 1, "b": "x"}, None],
            "platform": pa.array(["web", None]).dictionary_encode(),
            "unknown": [1, 2],
        },
    )
    first, second = home.rows()
    assert (first["line"], first["event_id"], first["customer_id"]) == (1, "7", "c1")
    assert (first["session_id"], first["amount"], first["platform"]) == ("1.50", 1.25, "web")
    assert first["payload"] == '{"a":1,"b":"x"}'
    assert first["occurred_at"] == AT.replace(tzinfo=None)
    assert second["event_id"].startswith("generated-")


@pytest.mark.parametrize("kind", [pa.float32(), pa.float64()])
def test_numbers_that_are_not_finite_are_missing_where_text_belongs(
    home: Home, kind: pa.DataType
) -> None:
    numbers = pa.array([1.5, float("nan"), float("-inf"), None], kind)
    deliver(home, required(4) | {"event_id": ["a", "b", "c", "d"], "customer_id": numbers})
    assert [row["customer_id"] for row in home.rows()] == ["1.5", None, None, None]


def test_naive_times_are_utc_and_nanoseconds_are_cut(home: Home) -> None:
    nanoseconds = np.array(["2026-01-01T10:00:00.123456999"], "datetime64[ns]")
    deliver(home, required(1) | {"occurred_at": pa.array(nanoseconds)}, "a.parquet")
    milliseconds = np.array(["2026-01-01T10:00:00.123"], "datetime64[ms]")
    deliver(home, required(1) | {"occurred_at": pa.array(milliseconds)}, "b.parquet")
    assert [row["occurred_at"].microsecond for row in home.rows()] == [123456, 123000]


@pytest.mark.parametrize("zone", [None, "Europe/Berlin"])
@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_times_of_every_unit(home: Home, unit: str, zone: str | None) -> None:
    at = pa.array([AT.replace(microsecond=0, tzinfo=AT.tzinfo if zone else None)])
    deliver(home, required(1) | {"occurred_at": at.cast(pa.timestamp(unit, zone))})
    (row,) = home.rows()
    assert row["occurred_at"] == AT.replace(microsecond=0, tzinfo=None)


def test_rows_that_do_not_fit_are_quarantined_as_json(home: Home) -> None:
    deliver(
        home, required(3) | {"customer_id": [None, ["x"], None], "amount": [1, 2, float("nan")]}
    )
    assert home.reasons() == {
        2: "customer_id is an object or array, not text",
        3: "amount is no finite number",
    }
    assert json.loads(home.rejected()[0]["raw"]) == {
        "tenant_id": "acme",
        "event_name": "start",
        "occurred_at": "2026-01-01 10:00:00.000005+00",
        "customer_id": ["x"],
        "amount": 2.0,
    }
    assert [row["line"] for row in home.rows()] == [1]


def test_missing_column_and_date_as_time(home: Home) -> None:
    columns = required(1)
    del columns["tenant_id"]
    deliver(home, columns, "a.parquet")
    deliver(home, required(1) | {"occurred_at": pa.array([DAY])}, "b.parquet")
    assert [row["reason"] for row in home.rejected()] == [
        "tenant_id is missing",
        "occurred_at is no usable time",
    ]


def test_invalid_utf8_quarantines_its_rows(home: Home) -> None:
    invalid = pa.array([b"good", b"\xffbad", None], pa.binary()).view(pa.string())
    deliver(home, required(3) | {"customer_id": invalid})
    assert [row["customer_id"] for row in home.rows()] == ["good", None]
    (rejected,) = home.rejected()
    assert (rejected["line"], rejected["reason"]) == (
        2,
        "the row holds text that is no valid UTF-8",
    )
    assert rejected["raw"].startswith('{"tenant_id":"acme"')
    assert r'"customer_id":"\xffbad"' in rejected["raw"]


@pytest.mark.parametrize("kind", [pa.binary(), pa.large_binary(), pa.binary(4), "dictionary"])
def test_invalid_utf8_in_bytes_quarantines_its_rows(home: Home, kind: object) -> None:
    values = [b"good", b"\xffbad", None]
    column = pa.array(values, pa.binary() if kind == "dictionary" else kind)
    if kind == "dictionary":
        column = column.dictionary_encode()
    deliver(home, required(3) | {"customer_id": column})
    assert [row["customer_id"] for row in home.rows()] == ["good", None]
    assert home.reasons() == {2: "the row holds text that is no valid UTF-8"}
    assert r'"customer_id":"\xffbad"' in home.rejected()[0]["raw"]


def test_invalid_utf8_in_columns_that_are_not_ours_rejects_nothing(home: Home) -> None:
    invalid = pa.array([b"good", b"\xffbad"], pa.binary()).view(pa.string())
    deliver(home, required(2) | {"note": invalid, "amount": [1, float("nan")]})
    assert home.reasons() == {2: "amount is no finite number"}
    assert len(home.rows()) == 1


@pytest.mark.parametrize("name", ["file_row_number", "File_Row_Number"])
def test_columns_may_have_the_names_we_use(home: Home, name: str) -> None:
    own = {name: [7, 8], "delivered_line": ["a", "b"], "Byte_Problem": ["c", None], "line": [5, 6]}
    typed = {
        "customer_id": pa.array(["x", "y"]).dictionary_encode(),
        "payload": pa.array([[("points", 5)], None], pa.map_(pa.string(), pa.int64())),
        "amount": [1, float("nan")],
    }
    deliver(home, own | required(2) | typed)
    (row,) = home.rows()
    assert (row["line"], row["customer_id"], row["payload"]) == (1, "x", '{"points":5}')
    assert row["occurred_at"] == AT.replace(tzinfo=None)
    (rejected,) = home.rejected()
    assert (rejected["line"], rejected["reason"]) == (2, "amount is no finite number")
    raw = json.loads(rejected["raw"])
    assert list(raw)[:5] == [name, "delivered_line", "Byte_Problem", "line", "tenant_id"]
    assert (raw[name], raw["delivered_line"], raw["customer_id"]) == (8, "b", "y")


def test_payload_of_maps_and_text(home: Home) -> None:
    maps = pa.array([[("points", 5)]], pa.map_(pa.string(), pa.int64()))
    deliver(home, required(1) | {"payload": maps}, "a.parquet")
    deliver(home, required(2) | {"payload": ['{"points": 5}', "[1]"]}, "b.parquet")
    deliver(home, required(1) | {"payload": [b'{"points": 5}']}, "c.parquet")
    assert [row["payload"] for row in home.rows()] == ['{"points":5}'] * 3
    assert [row["reason"] for row in home.rejected()] == ["payload is no object"]


ENDLESS = 2**62


@pytest.mark.parametrize("unit", ["s", "ms", "us"])
@pytest.mark.parametrize("zone", [None, "UTC"])
def test_times_beyond_all_calendars_cost_their_rows_alone(
    home: Home, unit: str, zone: str | None
) -> None:
    if unit == "s":
        # Parquet has no seconds; a producer's library scales them, if it can.
        times = pa.array([2**53, AT.replace(microsecond=0)], pa.timestamp(unit, zone))
    else:
        times = pa.array([ENDLESS, -ENDLESS, AT], pa.timestamp(unit, zone), safe=False)
    deliver(home, required(len(times)) | {"occurred_at": times})
    assert [row["line"] for row in home.rows()] == [len(times)]
    assert set(home.reasons()) == set(range(1, len(times)))


def test_types_that_the_database_takes_from_nobody_do_not_matter_beside_broken_text(
    home: Home,
) -> None:
    broken = {
        "customer_id": pa.array([b"good", b"\xffbad"], pa.binary()).view(pa.string()),
        "half": pa.array([1.5, None], pa.float16()),
        "wide": pa.array([Decimal(10) ** 60, None], pa.decimal256(70, 2)),
        "payload": pa.array([[("a", 1), ("a", 2), ("b", 3)], None], pa.map_("string", "int8")),
        "inside": pa.array([{"half": 2.5}, None], pa.struct([("half", pa.float16())])),
        "late": pa.array([ENDLESS, 0], pa.timestamp("ms")),
    }  # fmt: skip
    deliver(home, required(2) | broken)
    assert [row["payload"] for row in home.rows()] == ['{"a":1,"b":3}']
    assert home.reasons() == {2: "the row holds text that is no valid UTF-8"}
