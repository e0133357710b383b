"""Definitions of journeys, their events, and events of users: field by field."""

from __future__ import annotations

import json
from datetime import datetime

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.ingest import SOURCES

from .conftest import Home
from .journeys import JOURNEY_SOURCES, expected, record, without_place
from .shapes import loaded, mutated

EVENTS = ["journey_events", "user_events"]
LATE = "2026-01-03T00:00:00.000001Z"


def load(home: Home, source: str, *records: object) -> list[dict]:
    """Load records as JSON Lines, all of them acceptable; return what the lake holds of them."""
    home.deliver(list(records), source=source)
    assert not home.load().errors
    assert home.reasons(source) == {}
    return home.rows(JOURNEY_SOURCES[source], source)


def reasons(home: Home, source: str, *records: object) -> list[str | None]:
    """Load records as JSON Lines; return why each was rejected, None where it was not."""
    home.deliver(list(records), source=source)
    assert not home.load().errors
    accepted = home.rows(JOURNEY_SOURCES[source], source)
    assert len(accepted) + len(home.rejected(source)) == len(records)
    return [home.reasons(source).get(line) for line in range(1, len(records) + 1)]


@pytest.mark.parametrize("source", JOURNEY_SOURCES)
def test_every_field_of_a_record(home: Home, source: str) -> None:
    (found,) = load(home, source, record(source))
    assert without_place(found) == expected(source)


OPTIONAL = {
    "journeys": ("journey_name", "valid_from", "conversion_filters", "steps"),
    "journey_events": ("step_id", "channel", "platform", "action_name", "trigger_event_id",
                       "reason", "payload"),
    "user_events": ("attributes",),
}  # fmt: skip


# A name is kept as it is.
NAMELESS: dict[str, dict] = {
    "journeys": {"journey_name": None}, "journey_events": {}, "user_events": {},
}  # fmt: skip


@pytest.mark.parametrize("source", JOURNEY_SOURCES)
def test_what_need_not_be_given(home: Home, source: str) -> None:
    names = OPTIONAL[source]
    bare = {name: value for name, value in record(source).items() if name not in names}
    blank = record(source, **dict.fromkeys(names, " ") | NAMELESS[source])
    found = load(home, source, bare, record(source, **dict.fromkeys(names)), blank)
    assert [without_place(one) for one in found] == [expected(source, **dict.fromkeys(names))] * 3


REQUIRED = {
    "journeys": ("tenant_id", "journey_id", "conversion_event"),
    "journey_events": ("tenant_id", "journey_id", "user_id", "entry_id", "event_type",
                       "occurred_at"),
    "user_events": ("tenant_id", "user_id", "event_name", "occurred_at"),
}  # fmt: skip


@pytest.mark.parametrize("source", JOURNEY_SOURCES)
def test_what_every_record_needs(home: Home, source: str) -> None:
    cases = [(name, blank) for name in REQUIRED[source] for blank in (None, "", " \u00a0\t")]
    found = reasons(home, source, *(record(source, **{name: blank}) for name, blank in cases))
    assert found == [f"{name} is missing" for name, _ in cases]


@pytest.mark.parametrize("source", JOURNEY_SOURCES)
def test_objects_where_text_belongs_are_quarantined(home: Home, source: str) -> None:
    names = [field.name for field in SOURCES[source].fields if field.kind == "text"]
    records = [record(source, **{name: value}) for name in names for value in ({"a": 1}, ["x"])]
    assert reasons(home, source, *records) == [
        f"{name} is an object or array, not text" for name in names for _ in range(2)
    ]


@pytest.mark.parametrize("source", JOURNEY_SOURCES)
def test_scalars_become_text(home: Home, source: str) -> None:
    names = [
        field.name
        for field in SOURCES[source].fields
        if field.kind == "text" and field.name != "event_type"
    ]
    for number, value in enumerate((42, 1.5, True)):
        home.deliver(
            [record(source, **dict.fromkeys(names, value))], f"{number}.jsonl", source=source
        )
    home.load()
    assert home.reasons(source) == {}
    assert [
        [one[name] for name in names] for one in home.rows(JOURNEY_SOURCES[source], source)
    ] == [[text] * len(names) for text in ("42", "1.5", "true")]


@pytest.mark.parametrize("source", EVENTS)
def test_times_of_events(home: Home, source: str) -> None:
    cases = {
        "2000-01-01T00:00:00Z": None,
        "2026-01-03T00:00:00Z": None,
        "1999-12-31T23:59:59.999999Z": "occurred_at is before 2000-01-01",
        LATE: "occurred_at is later than one day after the end of its landing day",
        "2026-01-01T10:00:00": "occurred_at is no usable time",
        "2026-02-30T10:00:00Z": "occurred_at is no usable time",
    }
    found = reasons(home, source, *(record(source, occurred_at=written) for written in cases))
    assert found == list(cases.values())


@pytest.mark.parametrize(("source", "field"), [("journey_events", "payload"),
                                               ("user_events", "attributes")])  # fmt: skip
def test_attributes_are_an_object_or_a_string_of_one(home: Home, source: str, field: str) -> None:
    objects: list = [{"a": {"b": [1]}}, ' {"a" : 1} ', {}, "", None]
    no_objects: list = [[], 5, True, "5", "x", "[1]", '{"a":1,}', "{}{}"]
    records = [record(source, **{field: value}) for value in (*objects, *no_objects)]
    assert reasons(home, source, *records) == [None] * 5 + [f"{field} is no object"] * 8
    assert [one[field] for one in home.rows("events", source)] == [
        '{"a":{"b":[1]}}', '{"a":1}', "{}", None, None,
    ]  # fmt: skip


def test_types_of_journey_events(home: Home) -> None:
    known = ["entered", "step_entered", "sent", "delivered", "viewed", "clicked", "failed",
             "custom", "exited"]  # fmt: skip
    unknown = ["Entered", "exited ", "step entered", "opened", 1, "null"]
    records = [record("journey_events", event_type=kind) for kind in (*known, *unknown)]
    found = reasons(home, "journey_events", *records)
    assert found == [None] * len(known) + ["event_type is none of " + ", ".join(known)] * len(
        unknown
    )


@pytest.mark.parametrize("source", EVENTS)
def test_records_without_an_id_get_one_by_what_they_say(home: Home, source: str) -> None:
    field = "payload" if source == "journey_events" else "attributes"
    nameless = record(source, event_id=None, **{field: {"b": 1, "a": {"y": 1, "x": 2}}})
    reordered = dict(reversed(nameless.items())) | {
        "event_id": " ",
        "occurred_at": "2026-01-01T11:00:00+01:00",
        "unknown": 5,
        field: '{"a": {"x": 2, "y": 1}, "b": 1}',
    }
    texts = [one.name for one in SOURCES[source].fields
             if one.kind == "text" and one.name not in ("event_id", "event_type")]  # fmt: skip
    others = [nameless | {name: "other"} for name in texts]
    others += [nameless | {field: {"b": 2}}, nameless | {"occurred_at": "2026-01-01T10:00:01Z"}]
    found = load(home, source, nameless, reordered, *others)
    ids = [one["event_id"] for one in found]
    assert ids[0] == ids[1]
    assert len(set(ids)) == len(others) + 1
    assert all(name.startswith("generated-") for name in ids)
    with duckdb.connect() as connection:
        keys = [
            connection.execute(
                "SELECT (md5_number_lower(? || chr(31) || ?) >> 1)::BIGINT",
                [one["tenant_id"], one["event_id"]],
            ).fetchone()[0]
            for one in found
        ]
    assert [one["event_key"] for one in found] == keys


def test_since_when_a_definition_holds(home: Home) -> None:
    usable = {
        "0001-01-01T00:00:00Z": datetime(1, 1, 1),
        "1999-12-31T23:59:59Z": datetime(1999, 12, 31, 23, 59, 59),
        "2026-03-29T02:30:00+02:00": datetime(2026, 3, 29, 0, 30),
        "9999-12-31T23:59:59.9999999Z": datetime(9999, 12, 31, 23, 59, 59, 999999),
    }
    unusable = ["0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01", "0000-01-01T00:00:00Z",
                "2026-01-01", "2026-01-01T10:00:00", 1767261600, "always", {"at": 1}]  # fmt: skip
    records = [record("journeys", valid_from=written) for written in (*usable, *unusable)]
    assert reasons(home, "journeys", *records) == [None] * len(usable) + [
        "definition error: valid_from is no usable time"
    ] * len(unusable)
    found = home.rows("definitions", "journeys")
    assert [one["valid_from"] for one in found] == list(usable.values())


def test_how_long_conversions_count(home: Home) -> None:
    field = "stop_counting_after_exit_seconds"
    usable = {0: 0, "0": 0, 0.25: 0.25, "1e3": 1000, 86400: 86400}
    missing = [None, "", " "]
    unusable = [-1, "-0.001", "1e400", "NaN", "Infinity", "a day", "86,400", True, {}, [60]]
    records = [record("journeys", **{field: value}) for value in (*usable, *missing, *unusable)]
    del records[len(usable)][field]
    assert reasons(home, "journeys", *records) == (
        [None] * len(usable)
        + [f"definition error: {field} is missing"] * len(missing)
        + [f"definition error: {field} is no number of seconds"] * len(unusable)
    )
    found = home.rows("definitions", "journeys")
    assert [one[field] for one in found] == list(usable.values())


FILTERS: list[tuple[object, str | None]] = [
    ({"b": 1, "a": {"d": 1.0, "c": None}}, '{"a":{"c":null,"d":1.0},"b":1}'),
    (' { "b" : "1" } ', '{"b":"1"}'),
    ({"a": [{"y": 1, "x": True}]}, '{"a":[{"x":true,"y":1}]}'),
    ({"": 1, "a.b": 2, "$": 3, "/~": 4}, '{"":1,"$":3,"/~":4,"a.b":2}'),
    ({}, None),
    ("{}", None),
    ("", None),
    (" ", None),
    (None, None),
]


def test_filters_are_an_object_in_one_spelling(home: Home) -> None:
    records = [record("journeys", conversion_filters=filters) for filters, _ in FILTERS]
    found = load(home, "journeys", *records)
    assert [one["conversion_filters"] for one in found] == [text for _, text in FILTERS]


def test_filters_that_are_no_object(home: Home) -> None:
    values: list = [[], [1], 5, False, "x", "[]", '{"a":1,}', '{"a"', '"{}"', "null"]
    records = [record("journeys", conversion_filters=value) for value in values]
    assert reasons(home, "journeys", *records) == [
        "definition error: conversion_filters is no object"
    ] * len(values)


def step(step_id: object, name: object = None, channel: object = None, position: object = None):
    return {"step_id": step_id, "step_name": name, "channel": channel, "position": position}


STEPS: list[tuple[object, list[dict] | None]] = [
    ([{"step_id": "a"}, {"position": 0, "step_id": "b", "unknown": [{}]}],
     [step("a"), step("b", position=0.0)]),
    ('[{"step_id": "a", "step_name": "é"}]', [step("a", "é")]),
    (' [ {"step_id": 7, "step_name": true, "channel": 1.5} ] ', [step("7", "true", "1.5")]),
    ([{"step_id": " a ", "step_name": " ", "channel": " "}], [step(" a ", " ")]),
    ([{"step_id": "{a}", "step_name": "[b", "channel": "null"}], [step("{a}", "[b", "null")]),
    ([{"step_id": "a", "position": place} for place in ("2", "1e1", -1.5)],
     [step("a", position=place) for place in (2.0, 10.0, -1.5)]),
    ([{"step_id": "a", "position": place} for place in ("first", "", None, True, [1], {"x": 1})],
     [step("a")] * 6),
    ([{"step_id": "a"}, {"step_id": "a"}], [step("a"), step("a")]),
    ([{"step_id": 12345678901234567890123}], [step("12345678901234567890123")]),
    ([{"step_id": "a\0'\"\\"}], [step("a\0'\"\\")]),
    ([], None),
    ("[]", None),
    ("", None),
    (None, None),
]  # fmt: skip


def test_steps_are_an_array_in_one_spelling(home: Home) -> None:
    found = load(home, "journeys", *(record("journeys", steps=steps) for steps, _ in STEPS))
    texts = [one["steps"] for one in found]
    assert [text and json.loads(text) for text in texts] == [steps for _, steps in STEPS]


def test_positions_that_are_not_finite_read_as_missing(home: Home) -> None:
    text = json.dumps(record("journeys", steps=[{"step_id": "a", "position": "P"}]))
    values = ["NaN", "-Infinity", "1e400", '"NaN"']
    home.deliver("".join(text.replace('"P"', value) + "\n" for value in values), source="journeys")
    home.load()
    assert home.reasons("journeys") == {}
    found = [json.loads(one["steps"]) for one in home.rows("definitions", "journeys")]
    assert found == [[step("a")]] * len(values)


def test_steps_that_are_none(home: Home) -> None:
    no_array = "definition error: steps is no array"
    no_step = "definition error: a step is no object or has no step_id"
    nested = "definition error: a step has an object or array, not text"
    good = {"step_id": "a"}
    cases: list[tuple[object, str]] = [
        ({}, no_array), (good, no_array), (5, no_array), (True, no_array), ("a", no_array),
        ("{}", no_array), ('[{"step_id": "a"},]', no_array), ('["a"', no_array), ("null", no_array),
        ([1], no_step), ([good, None], no_step), (["a"], no_step), ([[good]], no_step),
        ([{}], no_step), ([good, {"step_id": None}], no_step), ([{"step_id": " "}], no_step),
        ([{"Step_ID": "a"}], no_step), (['{"step_id": "a"}'], no_step),
        ([good, {"step_id": {"a": 1}}], nested), ([{"step_id": []}], nested),
        ([{"step_id": "a", "step_name": {}}], nested),
        ([{"step_id": "a", "channel": ["push"]}], nested),
    ]  # fmt: skip
    records = [record("journeys", steps=steps) for steps, _ in cases]
    assert reasons(home, "journeys", *records) == [reason for _, reason in cases]


def test_a_bad_definition_hides_no_other(home: Home) -> None:
    deep = "[" * 50_000 + "]" * 50_000
    good = json.dumps(record("journeys", journey_id="good"))
    bad = [
        json.dumps(record("journeys", steps=[5])),
        json.dumps(record("journeys", steps="S")).replace('"S"', deep),
        json.dumps(record("journeys", steps="S")).replace('"S"', '{"a":' * 50_000 + "1"),
        "{",
        "[]",
        json.dumps(record("journeys", conversion_filters="F")).replace('"F"', deep),
    ]
    home.deliver("".join(f"{good}\n{line}\n" for line in bad), source="journeys")
    assert not home.load().errors
    found = home.rows("definitions", "journeys")
    assert [one["journey_id"] for one in found] == ["good"] * len(bad)
    assert [one["line"] for one in found] == [1, 3, 5, 7, 9, 11]
    assert len(home.rejected("journeys")) == len(bad)


def test_nesting_beyond_reason_where_it_is_allowed(home: Home) -> None:
    deep = '{"a":' * 50_000 + "1" + "}" * 50_000
    text = json.dumps(
        record("journeys", conversion_filters="F", steps=[{"step_id": "a", "x": "X"}])
    )
    home.deliver(text.replace('"F"', deep).replace('"X"', deep), source="journeys")
    home.load()
    (found,) = home.rows("definitions", "journeys")
    assert found["conversion_filters"] == deep
    assert json.loads(found["steps"]) == [step("a")]


@pytest.mark.parametrize("source", JOURNEY_SOURCES)
def test_reasons_hold_no_values(home: Home, source: str) -> None:
    secret = "anna@example.org"
    names = [field.name for field in SOURCES[source].fields]
    home.deliver([record(source, **{name: secret}) for name in names], source=source)
    home.deliver([record(source, **{name: {secret: 1}}) for name in names], "b.jsonl", source)
    home.deliver([record(source, **{name: [{secret: 1}]}) for name in names], "c.jsonl", source)
    assert not home.load().errors
    rejected = home.rejected(source)
    assert rejected
    assert not any(secret in one["reason"] for one in rejected)


@settings(max_examples=4, deadline=None)
@given(st.data())
@pytest.mark.parametrize("source", JOURNEY_SOURCES)
def test_no_shape_crashes(
    tmp_path_factory: pytest.TempPathFactory, source: str, data: st.DataObject
) -> None:
    records = data.draw(st.lists(mutated(record(source)), min_size=20, max_size=40))
    home = loaded(tmp_path_factory.mktemp("shapes"), source, records)
    accepted = home.rows(JOURNEY_SOURCES[source], source)
    assert len(accepted) + len(home.rejected(source)) == len(records)
    for one in accepted:
        if one.get("steps"):
            assert all(step["step_id"].strip() for step in json.loads(one["steps"]))
