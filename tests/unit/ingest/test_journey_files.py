"""Journeys as CSV and Parquet hold the same as JSON Lines, objects and arrays included."""

from __future__ import annotations

import csv
import io
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from .conftest import Home
from .journeys import JOURNEY_SOURCES, expected, record, without_place

INVALID = "the row holds text that is no valid UTF-8"


def deliver_csv(home: Home, source: str, *records: dict) -> None:
    """Write records as the standard library does, JSON values as their text."""
    text = io.StringIO()
    writer = csv.DictWriter(text, record(source))
    writer.writeheader()
    writer.writerows(
        {
            name: json.dumps(value, indent=1) if isinstance(value, dict | list) else value
            for name, value in one.items()
        }
        for one in records
    )
    home.deliver(text.getvalue(), "file.csv", source)


def deliver_parquet(home: Home, source: str, table: pa.Table, name: str = "file.parquet") -> None:
    pq.write_table(table, home.deliver(b"", name, source))


def load(home: Home, source: str) -> list[dict]:
    assert not home.load().errors
    return home.rows(JOURNEY_SOURCES[source], source)


@pytest.mark.parametrize("source", JOURNEY_SOURCES)
def test_csv(home: Home, source: str) -> None:
    deliver_csv(home, source, record(source), record(source))
    assert [without_place(one) for one in load(home, source)] == [expected(source)] * 2


@pytest.mark.parametrize("source", JOURNEY_SOURCES)
def test_parquet(home: Home, source: str) -> None:
    deliver_parquet(home, source, pa.Table.from_pylist([record(source)]))
    (found,) = load(home, source)
    assert without_place(found) == expected(source)


@pytest.mark.parametrize("source", ["journey_events", "user_events"])
def test_generated_ids_do_not_depend_on_the_format(home: Home, source: str) -> None:
    nameless = record(source, event_id=None)
    field = "payload" if source == "journey_events" else "attributes"
    home.deliver([nameless], source=source)
    deliver_csv(home, source, nameless)
    # The second row gives the column members that the first has not.
    wider = nameless | {"user_id": "u-2", field: {"further": 1}}
    deliver_parquet(home, source, pa.Table.from_pylist([nameless, wider]))
    found = load(home, source)
    assert len(found) == 4
    assert len({one["event_id"] for one in found}) == 2


def test_rows_of_csv_that_are_no_definition(home: Home) -> None:
    deliver_csv(
        home,
        "journeys",
        record("journeys"),
        record("journeys", steps='[{"step_id": "a"'),
        record("journeys", steps="a"),
        record("journeys", conversion_filters="[1]"),
        record("journeys", stop_counting_after_exit_seconds=None),
        record("journeys", steps="[]", conversion_filters="{}"),
        record("journeys", steps=None, conversion_filters=" "),
    )
    found = load(home, "journeys")
    assert [(one["steps"], one["conversion_filters"]) for one in found[1:]] == [(None, None)] * 2
    assert [one["reason"] for one in home.rejected("journeys")] == [
        "definition error: steps is no array",
        "definition error: steps is no array",
        "definition error: conversion_filters is no object",
        "definition error: stop_counting_after_exit_seconds is missing",
    ]


def definitions(**columns: object) -> pa.Table:
    """Return definitions with some columns of any type."""
    rows = max(len(column) for column in columns.values())
    bare = {name: value for name, value in record("journeys").items() if name not in columns}
    return pa.table({name: [value] * rows for name, value in bare.items()} | columns)


def test_filters_of_several_definitions_in_one_struct(home: Home) -> None:
    filters: list = [{"category": "coffee"}, {"value": 42}, {"value": None}, None]
    deliver_parquet(home, "journeys", definitions(conversion_filters=filters))
    found = load(home, "journeys")
    assert [one["conversion_filters"] for one in found] == [
        '{"category":"coffee"}', '{"value":42}', None, None,
    ]  # fmt: skip


def test_steps_in_any_type(home: Home) -> None:
    text = '[{"step_id": "a", "position": 1}]'
    columns = {
        "struct": pa.array([[{"step_id": "a", "position": 1}], None, []]),
        "map": pa.array(
            [[[("step_id", "a"), ("position", "1")]], None, []],
            pa.list_(pa.map_(pa.string(), pa.string())),
        ),
        "text": pa.array([text, None, "[]"]),
        "bytes": pa.array([text.encode(), None, b" "]),
        "json": pa.ExtensionArray.from_storage(pa.json_(), pa.array([f" {text}", None, "[]"])),
    }
    for name, steps in columns.items():
        deliver_parquet(home, "journeys", definitions(steps=steps), f"{name}.parquet")
    found = load(home, "journeys")
    assert home.reasons("journeys") == {}
    one = '[{"step_id":"a","step_name":null,"channel":null,"position":1.0}]'
    assert [row["steps"] for row in found] == [one, None, None] * len(columns)


def test_steps_of_the_wrong_type(home: Home) -> None:
    columns = {
        "numbers": [[1, 2]],
        "texts": [["a"]],
        "struct": [{"step_id": "a"}],
        "nameless": [[{"step_id": None, "step_name": "Hello"}]],
        "nested": [[{"step_id": "a", "channel": ["push"]}]],
        "number": [5],
    }
    for name, steps in columns.items():
        deliver_parquet(home, "journeys", definitions(steps=steps), f"{name}.parquet")
    assert load(home, "journeys") == []
    assert {row["file_name"]: row["reason"] for row in home.rejected("journeys")} == {
        "numbers.parquet": "definition error: a step is no object or has no step_id",
        "texts.parquet": "definition error: a step is no object or has no step_id",
        "struct.parquet": "definition error: steps is no array",
        "nameless.parquet": "definition error: a step is no object or has no step_id",
        "nested.parquet": "definition error: a step has an object or array, not text",
        "number.parquet": "definition error: steps is no array",
    }


def test_invalid_utf8_inside_an_object_or_array_quarantines_its_row(home: Home) -> None:
    texts = pa.array([b"good", b"\xffbad", b"fine"]).view(pa.string())
    struct = pa.StructArray.from_arrays([texts], ["step_id"])
    lists = pa.ListArray.from_arrays(pa.array([0, 1, 2, 3], pa.int32()), struct)
    deliver_parquet(home, "journeys", definitions(steps=lists), "a.parquet")
    deliver_parquet(home, "journeys", definitions(conversion_filters=struct), "b.parquet")
    found = load(home, "journeys")
    assert [(one["file_name"], one["line"]) for one in found] == [
        ("a.parquet", 1), ("a.parquet", 3), ("b.parquet", 1), ("b.parquet", 3),
    ]  # fmt: skip
    assert [(one["line"], one["reason"]) for one in home.rejected("journeys")] == [(2, INVALID)] * 2
    assert json.loads(home.rejected("journeys")[0]["raw"])["steps"] is None


def test_json_columns_that_hold_no_json(home: Home) -> None:
    texts = pa.array(['[{"step_id": "a"}]', '[{"step_id": ', '[{"step_id": "a"},]'])
    steps = pa.ExtensionArray.from_storage(pa.json_(), texts)
    deliver_parquet(home, "journeys", definitions(steps=steps))
    assert [one["line"] for one in load(home, "journeys")] == [1]
    assert home.reasons("journeys") == dict.fromkeys((2, 3), "definition error: steps is no array")


def test_windows_of_any_numeric_type(home: Home) -> None:
    seconds = pa.array([0.5, float("nan"), float("inf"), -1.0, None])
    deliver_parquet(home, "journeys", definitions(stop_counting_after_exit_seconds=seconds))
    (found,) = load(home, "journeys")
    assert found["stop_counting_after_exit_seconds"] == 0.5
    prefix = "definition error: stop_counting_after_exit_seconds is "
    assert home.reasons("journeys") == {
        2: prefix + "no number of seconds",
        3: prefix + "no number of seconds",
        4: prefix + "no number of seconds",
        5: prefix + "missing",
    }


def test_a_parquet_file_may_lack_columns(home: Home) -> None:
    deliver_parquet(home, "journeys", pa.table({"tenant_id": ["acme"], "journey_id": ["j-1"]}))
    assert load(home, "journeys") == []
    assert home.reasons("journeys") == {1: "conversion_event is missing"}
