"""Rows of Glific's export: naive times, spellings of types, JSON in strings."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.ingest import SOURCES

from .conftest import Home
from .glific import FAILURE, GLIFIC, OWN_PHONE, PHONE, WHEN, WRITTEN, expected, row, without_place
from .shapes import loaded, mutated


def load(home: Home, source: str, *rows: dict) -> list[dict]:
    """Load rows as JSON Lines, all of them acceptable; return what the lake holds of them."""
    home.deliver(list(rows), source=source)
    assert not home.load().errors
    assert home.reasons(source) == {}
    return home.rows(SOURCES[source].record_table, source)


def reasons(home: Home, source: str, *rows: dict) -> list[str | None]:
    """Load rows as JSON Lines; return why each was rejected, None where it was not."""
    home.deliver(list(rows), source=source)
    assert not home.load().errors
    return [home.reasons(source).get(line) for line in range(1, len(rows) + 1)]


@pytest.mark.parametrize("source", GLIFIC)
def test_every_column_of_a_row(home: Home, source: str) -> None:
    (found,) = load(home, source, row(source))
    assert without_place(found) == expected(source)


@pytest.mark.parametrize("source", GLIFIC)
def test_integers_and_booleans_may_be_strings_and_strings_integers(home: Home, source: str) -> None:
    spelled = {
        name: str(value).lower() if isinstance(value, int) else value
        for name, value in row(source).items()
    }
    numbers = {
        name: int(value) if isinstance(value, str) and value.isdigit() else value
        for name, value in row(source).items()
    }
    found = load(home, source, spelled, numbers)
    assert [without_place(one) for one in found] == [expected(source)] * 2


@pytest.mark.parametrize("source", GLIFIC)
def test_rows_without_an_id_get_one_by_what_they_say(home: Home, source: str) -> None:
    nameless = row(source, id=None)
    reordered = dict(reversed(nameless.items())) | {"id": " ", "unknown": 5}
    found = load(home, source, nameless, reordered, nameless | {"bq_uuid": "b-2"})
    ids = [one["id"] for one in found]
    assert ids[0] == ids[1] != ids[2]
    assert all(name.startswith("generated-") for name in ids)


@pytest.mark.parametrize("source", GLIFIC)
def test_what_every_row_needs(home: Home, source: str) -> None:
    found = reasons(
        home,
        source,
        row(source, tenant_id=" "),
        row(source, inserted_at=None),
        row(source, inserted_at="2026-01-01"),
        row(source, updated_at="soon"),
        row(source, updated_at="2031-01-01 00:00:00"),
        row(source, inserted_at="1999-12-31 23:59:59.999999"),
        row(source, bq_inserted_at="soon", bq_uuid=None, updated_at="", id="x"),
    )
    assert found == [
        "tenant_id is missing",
        "inserted_at is missing",
        "inserted_at is no usable time",
        "updated_at is no usable time",
        "updated_at is later than one day after the end of its landing day",
        "inserted_at is before 2000-01-01",
        None,
    ]
    (accepted,) = home.rows(SOURCES[source].record_table, source)
    assert without_place(accepted) == expected(source, id="x", bq_inserted_at=None, bq_uuid=None)


REQUIRED = [
    ("glific_messages", "flow", {
        None: "flow is missing", "Inbound": "flow is neither inbound nor outbound"}),
    ("glific_contacts", "phone", {None: "phone is missing", "Anna": "phone is no phone"}),
    ("glific_contact_histories", "phone", {" ": "phone is missing", "1234": "phone is no phone"}),
    ("glific_stats", "period", {"": "period is missing"}),
    ("glific_stats", "date", {
        None: "date is missing", "2026-02-30": "date is no usable time",
        WRITTEN: "date is no usable time", "1999-12-31": "date is before 2000-01-01",
        "2026-01-04": "date is later than one day after the end of its landing day"}),
    ("glific_stats", "hour", {
        24: "hour is no number from 0 to 23", -1: "hour is no number from 0 to 23",
        10**15: "hour is no number from 0 to 23", "noon": "hour is no number from 0 to 23"}),
    ("glific_stats", "conversations", {
        -1: "conversations is no whole number", 1.5: "conversations is no whole number",
        10**30: "conversations is no whole number"}),
]  # fmt: skip


@pytest.mark.parametrize(("source", "field", "problems"), REQUIRED)
def test_what_a_row_of_some_source_needs(
    home: Home, source: str, field: str, problems: dict
) -> None:
    rows = [row(source, **{field: value}) for value in problems]
    assert reasons(home, source, *rows) == list(problems.values())


TIMES = {
    "2026-01-01 10:00:00": WHEN,
    "2026-01-01T10:00:00": WHEN,
    "2026-01-01 10:00:00.5": datetime(2026, 1, 1, 10, 0, 0, 500_000),
    "2026-01-01T10:00:00.1234569": datetime(2026, 1, 1, 10, 0, 0, 123_456),
    "2026-01-01 00:00:00.999999999999": datetime(2026, 1, 1, 0, 0, 0, 999_999),
    "2024-02-29 23:59:59": datetime(2024, 2, 29, 23, 59, 59),
    "2025-03-30 02:30:00": datetime(2025, 3, 30, 2, 30),
    "2000-01-01 00:00:00": datetime(2000, 1, 1),
    "2026-01-03 00:00:00": datetime(2026, 1, 3),
}
NO_TIMES = (
    "2026-01-01 24:00:00", "2026-01-01 23:59:60", "2026-02-29 00:00:00", "2026-13-01 00:00:00",
    "2026-01-01 10:00", "2026-01-01", "2026-01-01 10:00:00.", "2026-01-01T10:00:00Z",
    "2026-01-01 10:00:00 UTC", "2026-01-01T10:00:00+00:00", "2026-01-01 10:00:00-05:30",
    " 2026-01-01 10:00:00", "2026-01-01  10:00:00", "10:00:00", 1767261600, True, {"t": 1}, [],
)  # fmt: skip
GIVEN_TIMES = [
    ("glific_messages", "sent_at"), ("glific_contacts", "optin_time"),
    ("glific_contacts", "optout_time"), ("glific_contact_histories", "event_datetime"),
    ("glific_flow_contexts", "completed_at"), ("glific_stats", "updated_at"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "field"), GIVEN_TIMES)
def test_local_times(home: Home, source: str, field: str) -> None:
    found = load(home, source, *(row(source, **{field: written}) for written in TIMES))
    assert [one[field] for one in found] == list(TIMES.values())


@pytest.mark.parametrize(("source", "field"), GIVEN_TIMES)
def test_times_that_are_given_must_be_usable(home: Home, source: str, field: str) -> None:
    late = "2026-01-03 00:00:00.000001"
    found = reasons(
        home, source, *(row(source, **{field: written}) for written in (*NO_TIMES, late))
    )
    assert found == [f"{field} is no usable time"] * len(NO_TIMES) + [
        f"{field} is later than one day after the end of its landing day"
    ]
    assert home.rows(SOURCES[source].record_table, source) == []


@pytest.mark.parametrize("source", GLIFIC)
def test_objects_where_text_belongs_are_quarantined(home: Home, source: str) -> None:
    names = [field.name for field in SOURCES[source].fields if field.kind == "text"]
    rows = [row(source, **{name: value}) for name in names for value in ({"a": 1}, ["x"])]
    assert reasons(home, source, *rows) == [
        f"{name} is an object or array, not text" for name in names for _ in range(2)
    ]


ERRORS: list[tuple[object, tuple]] = [
    (FAILURE, ("1002", "Not on WhatsApp")),
    (json.dumps(FAILURE), ("1002", "Not on WhatsApp")),
    ({"message": "Bad template"}, (None, "Bad template")),
    ('{"code": "470", "message": "Out of session"}', ("470", "Out of session")),
    ({"payload": {"payload": {"code": 5}}, "code": 6, "message": "m"}, ("5", "m")),
    ({"payload": {"payload": {"code": {"x": 1}, "reason": ""}}}, (None, None)),
    ({"payload": "gone", "code": None}, (None, None)),
    *((nothing, (None, None)) for nothing in (
        None, {}, "{}", "", " ", "null", [], "[1]", "no JSON", '{"code": 5', '{"code": 5,}',
        '"text"', 5, True)),
]  # fmt: skip


def test_errors_are_an_object_or_a_string_of_one(home: Home) -> None:
    found = load(home, "glific_messages", *(row("glific_messages", errors=e) for e, _ in ERRORS))
    assert [(one["error_code"], one["error_title"]) for one in found] == [
        error for _, error in ERRORS
    ]


RESULTS: list[tuple[object, bool]] = [
    ({"flow_keyword": {"input": "hi"}}, True),
    ('{"name": 1, "flow_keyword": null}', True),
    ({"parent": {"flow_keyword": {}}}, False),
    ('["flow_keyword"]', False),
    ("flow_keyword", False),
    ('{"flow_keyword": ', False),
    (None, False),
    ([], False),
]


def test_what_started_a_flow(home: Home) -> None:
    found = load(
        home,
        "glific_flow_contexts",
        *(row("glific_flow_contexts", results=results) for results, _ in RESULTS),
        row("glific_flow_contexts", message_broadcast_id=4),
        row("glific_flow_contexts", flow_broadcast_id="4", parent_id=5, wa_group_id="6"),
        row("glific_flow_contexts", message_broadcast_id=" ", parent_id="", contact_phone="?"),
    )
    assert [one["is_keyword"] for one in found[:-3]] == [is_keyword for _, is_keyword in RESULTS]
    assert [one["is_broadcast"] for one in found[-3:]] == [True, True, False]
    assert [(one["parent_id"], one["wa_group_id"]) for one in found[-2:]] == [
        ("5", "6"), (None, None),
    ]  # fmt: skip
    assert found[-1]["contact_phone"] is None


def test_flags(home: Home) -> None:
    spellings = {True: True, "true": True, "TRUE": True, "True": True, False: False,
                 "false": False, None: False, "": False, "yes?": False}  # fmt: skip
    for source, field in (
        ("glific_messages", "is_hsm"),
        ("glific_flow_contexts", "is_killed"),
        ("glific_message_conversations", "is_billable"),
    ):
        found = load(home, source, *(row(source, **{field: value}) for value in spellings))
        assert [one[field] for one in found] == list(spellings.values())


def test_who_the_contact_of_a_message_is(home: Home) -> None:
    def message(flow: str, contact: object, sender: object, receiver: object) -> dict:
        phones = {"contact_phone": contact, "sender_phone": sender, "receiver_phone": receiver}
        return row("glific_messages", flow=flow, **phones)

    found = load(
        home,
        "glific_messages",
        message("inbound", None, PHONE, OWN_PHONE),
        message("outbound", " ", OWN_PHONE, "+49 (150) 000-0001"),
        message("outbound", "gone", None, PHONE),
        message("inbound", 491500000002, "gone", None),
        message("outbound", OWN_PHONE, OWN_PHONE, OWN_PHONE),
        message("inbound", "9876543210_1", "9876543210_1", OWN_PHONE),
    )
    columns = ("contact_phone", "sender_phone", "receiver_phone")
    assert [tuple(one[name] for name in columns) for one in found] == [
        (PHONE, PHONE, OWN_PHONE),
        (PHONE, OWN_PHONE, PHONE),
        (PHONE, None, PHONE),
        ("491500000002", None, None),
        (OWN_PHONE, OWN_PHONE, OWN_PHONE),
        ("98765432101", "98765432101", OWN_PHONE),
    ]


def test_messages_without_a_contact_are_quarantined(home: Home) -> None:
    rows = [
        row("glific_messages", contact_phone=None, receiver_phone=None),
        row("glific_messages", contact_phone="x", receiver_phone="4915_00000001"),
    ]
    assert reasons(home, "glific_messages", *rows) == [
        "the message has no contact with a phone"
    ] * len(rows)


def test_simulators_are_phones_of_every_table(home: Home) -> None:
    for source, field in (
        ("glific_contacts", "phone"),
        ("glific_contact_histories", "phone"),
        ("glific_flow_contexts", "contact_phone"),
        ("glific_message_conversations", "phone"),
    ):
        (found,) = load(home, source, row(source, **{field: "9876543210_12"}))
        assert found[field] == "987654321012"


def test_reasons_hold_no_values(home: Home) -> None:
    secret = "anna@example.org"
    for source in GLIFIC:
        names = [field.name for field in SOURCES[source].fields]
        home.deliver([row(source, **{name: secret}) for name in names], source=source)
        home.deliver([row(source, **{name: {secret: 1}}) for name in names], "b.jsonl", source)
    assert not home.load().errors
    for source in GLIFIC:
        rejected = home.rejected(source)
        assert rejected
        assert not any(secret in one["reason"] for one in rejected)


@settings(max_examples=3, deadline=None)
@given(st.data())
@pytest.mark.parametrize("source", GLIFIC)
def test_no_shape_crashes(
    tmp_path_factory: pytest.TempPathFactory, source: str, data: st.DataObject
) -> None:
    rows = data.draw(st.lists(mutated(row(source)), min_size=20, max_size=40))
    home = loaded(tmp_path_factory.mktemp("shapes"), source, rows)
    accepted = home.rows(SOURCES[source].record_table, source)
    assert len(accepted) + len(home.rejected(source)) == len(rows)
