"""Gupshup callbacks: what each kind of them gives the lake, and why parts are quarantined."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from .conftest import DAY, Home
from .shapes import loaded, mutated

SOURCE = "gupshup"
AT = 1_767_261_600
WHEN = datetime(2026, 1, 1, 10)
PHONE = "491500000001"


def callback(kind: str, payload: object, **fields: object) -> dict:
    """Return a callback that arrived three seconds after the time in most events."""
    envelope = {"app": "AcmeApp", "timestamp": (AT + 3) * 1000 + 5, "version": 2}
    return envelope | {"type": kind, "payload": payload} | fields


def message(**payload: object) -> dict:
    """Return a text of a contact."""
    sender = {"phone": PHONE, "name": "Somebody", "country_code": "49", "dial_code": "1500000001"}
    text = {"id": "wamid.in", "source": PHONE, "type": "text", "payload": {"text": "Hello"}}
    return callback("message", text | {"sender": sender} | payload)


def event(**payload: object) -> dict:
    """Return what became of a message."""
    delivered = {"id": "wamid.1", "gsId": "gs-1", "type": "delivered", "destination": PHONE}
    return callback("message-event", delivered | {"payload": {"ts": AT}} | payload)


def user_event(**payload: object) -> dict:
    """Return an opt-in."""
    return callback("user-event", {"phone": PHONE, "type": "opted-in"} | payload)


def billing_event(deductions: object, **references: object) -> dict:
    """Return what a message was billed as."""
    known = {"id": "wamid.1", "gsId": "gs-1", "destination": PHONE} | references
    return callback("billing-event", {"deductions": deductions, "references": known})


def load(home: Home, *callbacks: object) -> None:
    """Load callbacks, one a line."""
    home.deliver(list(callbacks), source=SOURCE)
    assert not home.load().errors


def statuses(home: Home, *callbacks: object) -> list[dict]:
    """Load message events; return their rows."""
    load(home, *callbacks)
    assert home.rejected(SOURCE) == []
    return home.rows("statuses", SOURCE)


def test_messages(home: Home) -> None:
    load(
        home,
        message(),
        message(id="wamid.b", source=None, type="image", referral={"source_url": "https://x"}),
        message(id="wamid.c", source=None, sender={"userId": "DE.ENT.5"}),
        message(id=7, source="+49 (150) 000-0001", payload={"url": "https://x"}),
        message(id="wamid.e", source="US.13491208", sender="nobody", payload="no object"),
    )
    assert home.rejected(SOURCE) == []
    first, second, third, fourth, fifth = home.rows("messages", SOURCE)
    assert (first["line"], first["position"], first["app"]) == (1, 1, "AcmeApp")
    assert (first["message_id"], first["message_type"]) == ("wamid.in", "text")
    assert first["occurred_at"] == datetime(2026, 1, 1, 10, 0, 3, 5000), "the envelope's time"
    assert (first["contact_phone"], first["contact_user_id"]) == (PHONE, None)
    assert [row["has_referral"] for row in (first, second)] == [False, True]
    assert (second["contact_phone"], second["message_type"]) == (PHONE, "image")
    assert (third["contact_phone"], third["contact_user_id"]) == (None, "DE.ENT.5")
    assert (fourth["message_id"], fourth["contact_phone"]) == ("7", PHONE)
    assert fifth["contact_user_id"] == "US.13491208"


TIMES: list[tuple[dict, datetime]] = [
    (event(payload={"ts": AT}), WHEN),
    (event(payload={"ts": str(AT)}), WHEN),
    (event(payload={"ts": " "}), datetime(2026, 1, 1, 10, 0, 3, 5000)),
    (event(payload={"ts": None}) | {"timestamp": AT * 1000}, WHEN),
    (event(payload={}) | {"timestamp": str(AT * 1000)}, WHEN),
    (event(payload=None) | {"timestamp": f"{AT * 1000}.9999"}, WHEN.replace(microsecond=999)),
    (event(payload="gone") | {"timestamp": AT * 1000 + 1}, WHEN.replace(microsecond=1000)),
    (event(payload={"ts": AT}) | {"timestamp": "whenever"}, WHEN),
]


def test_event_times_come_before_those_of_the_envelope(home: Home) -> None:
    rows = statuses(home, *(given for given, _ in TIMES))
    assert [row["occurred_at"] for row in rows] == [when for _, when in TIMES]


UNUSABLE_TIMES: list[tuple[dict, str]] = [
    (event(payload={"ts": "soon"}), "ts is no usable time"),
    (event(payload={"ts": AT * 1000}), "ts is no usable time"),
    (event(payload={"ts": {"a": 1}}), "ts is no usable time"),
    (event(payload={"ts": 0}), "ts is before 2000-01-01"),
    (event(payload={"ts": 1767398401}),
     "ts is later than one day after the end of its landing day"),
    (event(payload={}) | {"timestamp": AT}, "timestamp is before 2000-01-01"),
    (event(payload={}) | {"timestamp": None}, "timestamp is missing"),
    (event(payload={}) | {"timestamp": "2026-01-01T10:00:00Z"}, "timestamp is no usable time"),
    (event(payload={}) | {"timestamp": 10**18}, "timestamp is no usable time"),
    (event(payload={}) | {"timestamp": -1}, "timestamp is no usable time"),
]  # fmt: skip


def test_events_without_a_usable_time_are_quarantined(home: Home) -> None:
    load(home, *(given for given, _ in UNUSABLE_TIMES))
    assert home.rows("statuses", SOURCE) == []
    expected = {line: reason for line, (_, reason) in enumerate(UNUSABLE_TIMES, start=1)}
    assert home.reasons(SOURCE) == expected


def test_ids_of_messages(home: Home) -> None:
    rows = statuses(
        home,
        event(),
        event(gsId=None),
        event(id="gs-1", gsId=None, type="enqueued", payload={"whatsappMessageId": "wamid.1"}),
        event(id="gs-1", gsId="gs-1", type="enqueued", payload={"whatsappMessageId": "wamid.1"}),
        event(id=None),
        event(id={"x": 1}),
        event(id=12, gsId=34),
    )
    assert [(row["message_id"], row["linked_id"]) for row in rows] == [
        ("gs-1", "wamid.1"), ("wamid.1", None), ("gs-1", "wamid.1"), ("gs-1", "wamid.1"),
        ("gs-1", None), ("gs-1", None), ("34", "12"),
    ]  # fmt: skip
    keys = {row[f"{name}_id"]: row[f"{name}_key"] for row in rows for name in ("message", "linked")}
    assert len(set(keys.values())) == len(keys) == 5
    assert keys[None] is None
    assert keys["wamid.1"] == rows[0]["linked_key"] == rows[1]["message_key"]


def test_details_of_statuses(home: Home) -> None:
    soon = AT + 86_400
    plain, priced, odd, far, unpriced = statuses(
        home,
        event(),
        event(
            type="sent",
            conversation={"id": "c-1", "expiresAt": soon, "type": "marketing"},
            pricing={"policy": "CBP", "category": "marketing", "type": "regular"},
        ),
        event(conversation=[1], pricing="free", userId="DE.5", destination=None),
        event(conversation={"id": {"x": 1}, "expiresAt": "99999999999", "type": " "}),
        event(conversation={"expiresAt": str(soon)}, pricing={"policy": None, "category": 5}),
    )
    details = ("conversation_id", "conversation_expires_at", "conversation_origin",
               "pricing_model", "pricing_category", "pricing_type")  # fmt: skip
    tomorrow = datetime(2026, 1, 2, 10)
    assert [priced[name] for name in details] == [
        "c-1", tomorrow, "marketing", "CBP", "marketing", "regular",
    ]  # fmt: skip
    for row in (plain, odd, far):
        assert [row[name] for name in details] == [None] * 6
    assert [unpriced[name] for name in details] == [None, tomorrow, None, None, "5", None]
    assert (odd["contact_phone"], odd["contact_user_id"]) == (None, "DE.5")


def test_errors_of_failures_alone(home: Home) -> None:
    failed, asynchronous, bare, odd, delivered, unknown = statuses(
        home,
        event(type="failed", gsId=None, payload={"code": 1002, "reason": "Not on WhatsApp"}),
        event(type="failed", payload={"ts": AT, "code": "470", "reason": "Out of session"}),
        event(type="failed", payload={"ts": AT}),
        event(type="failed", payload={"code": {"x": 1}, "reason": [2]}),
        event(type="delivered", payload={"ts": AT, "code": 5, "reason": "x"}),
        event(type="mismatch", payload={"code": 5}),
    )
    assert (failed["error_code"], failed["error_title"]) == ("1002", "Not on WhatsApp")
    assert (asynchronous["error_code"], asynchronous["error_title"]) == ("470", "Out of session")
    for row in (bare, odd):
        assert (row["error_code"], row["error_title"]) == ("", None)
    for row in (delivered, unknown):
        assert (row["error_code"], row["error_title"]) == (None, None)
    assert [delivered["status"], unknown["status"]] == ["delivered", "mismatch"]


def test_opt_events(home: Home) -> None:
    load(
        home,
        user_event(),
        user_event(type="opted-out", phone="+491500000001", optin_source="ad"),
        user_event(type="sandbox-start", phone=None, userId="DE.5"),
        user_event(type="something-new", payload={"ts": AT}),
    )
    assert home.rejected(SOURCE) == []
    rows = home.rows("opt_events", SOURCE)
    assert [row["event_type"] for row in rows] == [
        "opted-in", "opted-out", "sandbox-start", "something-new",
    ]  # fmt: skip
    assert [row["contact_phone"] for row in rows] == [PHONE, PHONE, None, PHONE]
    assert rows[2]["contact_user_id"] == "DE.5"
    assert rows[3]["occurred_at"] == WHEN


def test_billing_events(home: Home) -> None:
    load(
        home,
        billing_event({"type": "marketing", "model": "CBP", "billable": "true"}),
        billing_event({"type": "regular", "model": "PMP", "category": "utility", "billable": True}),
        billing_event({"type": "free_customer_service", "model": "PMP"}, gsId=None),
        billing_event({"type": "FEP", "model": "NBP", "billable": "false"}, id=None),
        billing_event({"type": "marketing", "category": "marketing_lite"}),
        billing_event([]),
        billing_event({"type": {"x": 1}, "category": " "}),
    )
    assert home.rejected(SOURCE) == []
    rows = home.rows("billing_events", SOURCE)
    columns = ("message_id", "linked_id", "pricing_model", "pricing_category", "pricing_type")
    assert [tuple(row[name] for name in columns) for row in rows] == [
        ("gs-1", "wamid.1", "CBP", "marketing", None),
        ("gs-1", "wamid.1", "PMP", "utility", "regular"),
        ("wamid.1", None, "PMP", None, "free_customer_service"),
        ("gs-1", None, "NBP", "FEP", None),
        ("gs-1", "wamid.1", None, "marketing_lite", "marketing"),
        ("gs-1", "wamid.1", None, None, None),
        ("gs-1", "wamid.1", None, None, None),
    ]
    assert {row["occurred_at"] for row in rows} == {datetime(2026, 1, 1, 10, 0, 3, 5000)}


BAD: list[tuple[dict, str]] = [
    (message() | {"app": " "}, "a callback names no app"),
    (message() | {"app": {"name": "x"}}, "a callback names no app"),
    (callback("message", None), "the payload of a callback is no object"),
    (callback("message-event", '{"id": 1}'), "the payload of a callback is no object"),
    (callback("user-event", [1]), "the payload of a callback is no object"),
    (message(id=None), "a message has no id"),
    (message(id=["x"]), "a message has no id"),
    (message(source=None, sender=None), "a message names no contact"),
    (message(source="49 [0] 15"), "the contact of a message is neither phone nor user id"),
    (message(source={"x": 1}), "the contact of a message is neither phone nor user id"),
    (message(source="", sender={"userId": "Anna"}),
     "the contact of a message is neither phone nor user id"),
    (event(id=" ", gsId=""), "a message event has no id"),
    (event(type=None), "a message event has no type"),
    (event(destination=None), "a message event names no contact"),
    (event(destination="<phone>"), "the contact of a message event is neither phone nor user id"),
    (user_event(type=""), "a user event has no type"),
    (user_event(phone=None), "a user event names no contact"),
    (user_event(phone="1234"), "the contact of a user event is neither phone nor user id"),
    (billing_event({}, id=None, gsId=None), "a billing event has no message id"),
]  # fmt: skip


def test_bad_callbacks_of_known_types_are_quarantined_as_elements(home: Home) -> None:
    load(home, *(given for given, _ in BAD), message())
    assert home.reasons(SOURCE) == {line: reason for line, (_, reason) in enumerate(BAD, start=1)}
    rejected = home.rejected(SOURCE)
    assert {row["kind"] for row in rejected} == {"element"}
    assert [json.loads(row["raw"]) for row in rejected] == [given for given, _ in BAD]
    (load_of_file,) = home.catalog.file_loads()
    assert (load_of_file.received, load_of_file.quarantined) == (len(BAD) + 1, 0)
    assert [row["line"] for row in home.rows("messages", SOURCE)] == [len(BAD) + 1]


def test_other_types_are_accepted_and_unused(home: Home) -> None:
    load(home, {"type": "account-event"}, {"type": 5, "payload": 5}, callback("Message", {}))
    (load_of_file,) = home.catalog.file_loads()
    assert (load_of_file.accepted, load_of_file.quarantined) == (3, 0)
    assert home.rejected(SOURCE) == []
    assert all(home.rows(table, SOURCE) == [] for table in ("messages", "statuses", "opt_events"))


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ([], "the line is no JSON object"),
        ({}, "the callback has no type"),
        ({"type": None, "app": "a"}, "the callback has no type"),
        ({"type": " "}, "the callback has no type"),
        ({"type": {"a": 1}}, "type is an object or array, not text"),
        ({"type": ["message"]}, "type is an object or array, not text"),
    ],
)
def test_callbacks_without_a_type_are_quarantined_as_records(
    home: Home, bad: object, reason: str
) -> None:
    load(home, bad, message())
    (rejected,) = home.rejected(SOURCE)
    assert (rejected["kind"], rejected["reason"]) == ("record", reason)
    assert json.loads(rejected["raw"]) == bad
    (load_of_file,) = home.catalog.file_loads()
    assert (load_of_file.accepted, load_of_file.quarantined) == (1, 1)


def test_the_first_of_repeated_keys_counts(home: Home) -> None:
    twice = json.dumps(message()).replace('"source"', '"source": "491500000009", "source"', 1)
    home.deliver(twice + "\n", source=SOURCE)
    assert not home.load().errors
    assert [row["contact_phone"] for row in home.rows("messages", SOURCE)] == ["491500000009"]


def test_only_json_lines_hold_callbacks(home: Home) -> None:
    home.deliver("type\nmessage\n", "a.csv", source=SOURCE)
    (error,) = home.load().errors
    assert error.message == f"{SOURCE} dt={DAY}: a.csv cannot hold webhook bodies."


EVERY_KIND = [
    message(referral={"x": 1}),
    event(type="failed", conversation={"id": "c", "expiresAt": AT, "type": "x"},
          pricing={"policy": "CBP", "category": "x", "type": "y"}, userId="DE.5",
          payload={"ts": AT, "code": 1, "reason": "r", "whatsappMessageId": "w"}),
    user_event(),
    billing_event({"type": "regular", "model": "PMP", "category": "utility"}),
]  # fmt: skip


@settings(max_examples=8, deadline=None)
@given(st.lists(st.sampled_from(EVERY_KIND).flatmap(mutated), min_size=20, max_size=40))
def test_no_shape_crashes(tmp_path_factory: pytest.TempPathFactory, callbacks: list) -> None:
    home = loaded(tmp_path_factory.mktemp("shapes"), SOURCE, callbacks)
    tables = ("messages", "statuses", "opt_events", "billing_events")
    used = [row["line"] for table in tables for row in home.rows(table, SOURCE)]
    unusable = [row["line"] for row in home.rejected(SOURCE)]
    assert len(set(used + unusable)) == len(used) + len(unusable), "a callback is one element"
