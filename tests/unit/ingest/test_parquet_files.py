"""Parquet: typed columns become text, odd ones are quarantined row by row."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

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
            "customer_id": pa.array([b"c1", b"\xff"], pa.binary()),
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


def test_naive_times_are_utc_and_nanoseconds_are_cut(home: Home) -> None:
    nanoseconds = np.array(["2026-01-01T10:00:00.123456999"], "datetime64[ns]")
    deliver(home, required(1) | {"occurred_at": pa.array(nanoseconds)}, "a.parquet")
    milliseconds = np.array(["2026-01-01T10:00:00.123"], "datetime64[ms]")
    deliver(home, required(1) | {"occurred_at": pa.array(milliseconds)}, "b.parquet")
    assert [row["occurred_at"].microsecond for row in home.rows()] == [123456, 123000]


def test_rows_that_do_not_fit_are_quarantined_as_json(home: Home) -> None:
    deliver(
        home, required(3) | {"customer_id": [None, ["x"], None], "amount": [1, 2, float("nan")]}
    )
    assert home.reasons() == {
        2: "customer_id is an object or array, not text",
        3: "amount is no finite number",
    }
    assert '"customer_id":["x"]' in home.rejected()[0]["raw"]
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
    assert "\\\\xffbad" in rejected["raw"]


def test_payload_of_maps_and_text(home: Home) -> None:
    maps = pa.array([[("points", 5)]], pa.map_(pa.string(), pa.int64()))
    deliver(home, required(1) | {"payload": maps}, "a.parquet")
    deliver(home, required(2) | {"payload": ['{"points": 5}', "[1]"]}, "b.parquet")
    assert [row["payload"] for row in home.rows()] == ['{"points":5}'] * 2
    assert [row["reason"] for row in home.rejected()] == ["payload is no object"]
