"""Glific's export as CSV and Parquet, as other tools write its types."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.ingest import SOURCES

from .conftest import DAY, Home
from .glific import FAILURE, GLIFIC, PHONE, WHEN, WRITTEN, expected, row, without_place
from .shapes import loaded


@pytest.mark.parametrize("source", GLIFIC)
def test_csv(home: Home, source: str) -> None:
    records = [row(source), row(source, id="8", errors='no JSON, "quoted"\nline', updated_at="")]
    names = [*row(source), "errors"] if source != "glific_messages" else list(row(source))
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(names)
    for record in records:
        writer.writerow(
            "" if value is None else json.dumps(value) if isinstance(value, dict | list) else value
            for value in (record.get(name) for name in names)
        )
    home.deliver(text.getvalue(), "rows.csv", source=source)
    assert not home.load().errors
    assert home.reasons(source) == {}
    first, second = home.rows(SOURCES[source].record_table, source)
    assert without_place(first) == expected(source)
    changes: dict = {"id": "8"}
    if source == "glific_messages":
        changes |= {"error_code": None, "error_title": None}
    assert without_place(second) == expected(source, **changes)
    assert (first["line"], second["line"]) == (2, 3)


def test_csv_without_a_required_column_is_quarantined_row_by_row(home: Home) -> None:
    home.deliver("tenant_id,id\nacme,1\nacme,2\n", "rows.csv", source="glific_contacts")
    assert not home.load().errors
    assert set(home.reasons("glific_contacts").values()) == {"the CSV header lacks inserted_at"}


def deliver_parquet(home: Home, source: str, columns: dict, name: str = "rows.parquet") -> None:
    """Deliver a Parquet file and load it."""
    path = home.deliver(b"", name, source=source)
    pq.write_table(pa.table(columns), path)
    assert not home.load().errors


TYPES = {
    **dict.fromkeys(("inserted_at", "updated_at", "bq_inserted_at", "sent_at", "optin_time",
                     "optout_time", "event_datetime", "completed_at"), pa.timestamp("us")),
    **dict.fromkeys(("id", "message_id", "parent_id", "wa_group_id", "message_broadcast_id",
                     "flow_broadcast_id", "hour", "conversations", "inbound", "media_id"),
                    pa.int64()),
    "date": pa.date32(),
}  # fmt: skip


def parquet_columns(source: str, count: int = 1, **changes: object) -> dict:
    """Return the columns that a typed export has for some copies of the row."""
    typed = {"date": DAY} if source == "glific_stats" else {}
    values = row(source) | typed | changes
    return {
        name: pa.array([WHEN if value == WRITTEN else value] * count, TYPES.get(name))
        for name, value in values.items()
    }


@pytest.mark.parametrize("source", GLIFIC)
def test_parquet_of_typed_columns(home: Home, source: str) -> None:
    deliver_parquet(home, source, parquet_columns(source, count=2))
    assert home.reasons(source) == {}
    found = home.rows(SOURCES[source].record_table, source)
    assert [without_place(one) for one in found] == [expected(source)] * 2


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_parquet_times_without_a_zone_are_local_whatever_their_unit(home: Home, unit: str) -> None:
    at = pa.array(np.array(["2026-01-01T10:00:00"], f"datetime64[{unit}]"))
    columns = parquet_columns("glific_messages") | {"sent_at": at, "inserted_at": at}
    deliver_parquet(home, "glific_messages", columns)
    assert home.reasons("glific_messages") == {}
    (found,) = home.rows("messages", "glific_messages")
    assert (found["sent_at"], found["inserted_at"]) == (WHEN, WHEN)


@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
def test_parquet_times_with_a_zone_are_no_local_times(home: Home, unit: str) -> None:
    zoned = pa.array([WHEN], pa.timestamp(unit, "UTC"))
    columns = parquet_columns("glific_contacts") | {"optin_time": zoned}
    deliver_parquet(home, "glific_contacts", columns)
    assert home.reasons("glific_contacts") == {1: "optin_time is no usable time"}


def test_parquet_of_other_types(home: Home) -> None:
    midnight = pa.array([datetime(2026, 1, 1)], pa.timestamp("us"))
    stats = parquet_columns("glific_stats") | {"date": midnight, "hour": [9.0], "id": [7]}
    deliver_parquet(home, "glific_stats", stats)
    assert [without_place(one) for one in home.rows("stats", "glific_stats")] == [
        expected("glific_stats")
    ]
    nested = parquet_columns("glific_messages", errors=None) | {
        "errors": pa.array([[("message", "Bad template")]], pa.map_(pa.string(), pa.string())),
        "is_hsm": ["true"],
        "contact_phone": [491500000001],
    }
    deliver_parquet(home, "glific_messages", nested)
    (message,) = home.rows("messages", "glific_messages")
    assert (message["error_code"], message["error_title"]) == (None, "Bad template")
    assert (message["is_hsm"], message["contact_phone"]) == (True, PHONE)


def test_parquet_of_errors_as_text(home: Home) -> None:
    texts = [json.dumps(FAILURE), "no JSON", None]
    columns = parquet_columns("glific_messages", count=3) | {"errors": pa.array(texts)}
    deliver_parquet(home, "glific_messages", columns)
    found = home.rows("messages", "glific_messages")
    assert [one["error_code"] for one in found] == ["1002", None, None]


@settings(max_examples=3, deadline=None)
@given(st.data())
@pytest.mark.parametrize("source", GLIFIC)
def test_no_csv_field_crashes(
    tmp_path_factory: pytest.TempPathFactory, source: str, data: st.DataObject
) -> None:
    names = list(row(source))
    field = st.text(max_size=6) | st.sampled_from(
        [WRITTEN, PHONE, "true", "5", "inbound", "{}", '{"a', "999999999999999999", "2026-01-01"]
    )
    rows = data.draw(
        st.lists(
            st.lists(field, min_size=len(names), max_size=len(names)), min_size=10, max_size=30
        )
    )

    def deliver(home: Home, records: list, source: str) -> None:
        text = io.StringIO()
        csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows([names, *records])
        home.deliver(text.getvalue().encode(errors="replace"), "rows.csv", source=source)

    loaded(tmp_path_factory.mktemp("fields"), source, rows, deliver)
