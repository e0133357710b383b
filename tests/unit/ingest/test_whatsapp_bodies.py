"""WhatsApp Cloud API bodies: good elements are used, bad ones are quarantined alone."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from .conftest import DAY, Home

SOURCE = "whatsapp_cloud"
AT = 1_767_261_600
WHEN = datetime(2026, 1, 1, 10)


def change(field: str = "messages", **value: object) -> dict:
    metadata = {"display_phone_number": "+49 30 1234", "phone_number_id": 77}
    return {"field": field, "value": {"metadata": metadata, **value}}


def body(*changes: object) -> dict:
    return {"object": "whatsapp_business_account", "entry": [{"id": "W1", "changes": changes}]}


def message(**fields: object) -> dict:
    return {"from": "+4915112345", "id": "m1", "timestamp": str(AT), "type": "text"} | fields


def status(**fields: object) -> dict:
    return {"id": "m1", "status": "sent", "timestamp": AT, "recipient_id": "4915112345"} | fields


def load(home: Home, *bodies: object) -> None:
    home.deliver(list(bodies), source=SOURCE)
    assert not home.load().errors


def test_messages_and_statuses(home: Home) -> None:
    load(
        home,
        body(
            change(messages=[message(text={"body": "hi"}, referral={"x": 1})], statuses=[status()]),
            change(messages=[message(id="m2", **{"from": "US.13491208"}, group_id="g")]),
        ),
    )
    first, second = home.rows("messages", SOURCE)
    assert (first["position"], second["position"]) == (1, 3)
    assert (first["business_account_id"], first["phone_number_id"]) == ("W1", "77")
    assert (first["display_phone_number"], first["direction"]) == ("49301234", "inbound")
    assert (first["contact_phone"], first["occurred_at"]) == ("4915112345", WHEN)
    assert (first["body"], first["has_referral"], second["has_referral"]) == ("hi", True, False)
    assert (second["contact_phone"], second["contact_user_id"]) == (None, "US.13491208")
    assert second["group_id"] == "g"
    (sent,) = home.rows("statuses", SOURCE)
    assert (sent["position"], sent["status"], sent["error_code"]) == (2, "sent", None)
    assert home.rejected(SOURCE) == []


def test_status_details(home: Home) -> None:
    load(
        home,
        body(
            change(
                statuses=[
                    status(
                        conversation={"id": "c", "expiration_timestamp": str(AT + 60),
                                      "origin": {"type": "service"}},
                        pricing={"pricing_model": "CBP", "category": "service", "type": "regular"},
                    ),
                    status(status="failed", errors=[{"code": 131026, "message": "why"}, {}]),
                    status(status="failed", errors="none", conversation=[], pricing="x"),
                    status(conversation={"expiration_timestamp": 99999999999}),
                    status(recipient_type="group", recipient_id="grp",
                           recipient_participant_id="4917012345"),
                    status(recipient_id=None, recipient_user_id="DE.ENT.5"),
                ]
            )
        ),
    )  # fmt: skip
    first, failed, odd, far, group, user = home.rows("statuses", SOURCE)
    assert first["conversation_expires_at"] == datetime(2026, 1, 1, 10, 1)
    assert (first["conversation_origin"], first["pricing_model"]) == ("service", "CBP")
    assert (failed["error_code"], failed["error_title"]) == ("131026", "why")
    assert (odd["error_code"], odd["error_title"], odd["conversation_id"]) == ("", None, None)
    assert far["conversation_expires_at"] is None
    assert (group["group_id"], group["contact_phone"]) == ("grp", "4917012345")
    assert user["contact_user_id"] == "DE.ENT.5"


def test_echoes_and_preferences(home: Home) -> None:
    echo = {"from": "49301234", "to": "4915112345", "id": "m9", "timestamp": AT, "type": "text"}
    preference = {"wa_id": "4915112345", "category": "marketing_messages", "value": "stop",
                  "timestamp": AT}  # fmt: skip
    load(
        home,
        body(
            change("smb_message_echoes", message_echoes=[echo, echo | {"to": None}]),
            change("user_preferences", user_preferences=[preference, preference | {"value": ""}]),
            change("calls", messages="not ours"),
        ),
    )
    (sent,) = home.rows("messages", SOURCE)
    assert (sent["direction"], sent["contact_phone"]) == ("outbound", "4915112345")
    (stop,) = home.rows("preferences", SOURCE)
    assert (stop["value"], stop["contact_phone"], stop["position"]) == ("stop", "4915112345", 3)
    assert sorted(row["reason"] for row in home.rejected(SOURCE)) == [
        "a message echo names no recipient",
        "a preference has no value",
    ]


BAD_MESSAGES: list[tuple[object, str]] = [
    (None, "a message is no object"),
    ([1], "a message is no object"),
    (message(id=""), "a message has no id"),
    (message(id={"a": 1}), "a message has no id"),
    (message(**{"from": " "}), "a message names no sender"),
    (message(**{"from": "<PHONE>"}), "the contact of a message is neither phone nor user id"),
    (message(**{"from": "1234"}), "the contact of a message is neither phone nor user id"),
    (message(**{"from": {"x": 1}}), "the contact of a message is neither phone nor user id"),
    (message(timestamp=None), "timestamp is missing"),
    (message(timestamp="soon"), "timestamp is no usable time"),
    (message(timestamp=-5), "timestamp is no usable time"),
    (message(timestamp=AT * 1000), "timestamp is no usable time"),
    (message(timestamp=0), "timestamp is before 2000-01-01"),
    (message(timestamp="1767398401"),
     "timestamp is later than one day after the end of its landing day"),
]  # fmt: skip


def test_bad_messages_are_quarantined_alone(home: Home) -> None:
    bad = [element for element, _ in BAD_MESSAGES]
    load(home, {"unrelated": 1, "entry": []}, body(change(messages=[*bad, message()])))
    assert len(home.rows("messages", SOURCE)) == 1
    rejected = home.rejected(SOURCE)
    assert {(row["line"], row["kind"]) for row in rejected} == {(2, "element")}
    assert sorted(row["reason"] for row in rejected) == sorted(why for _, why in BAD_MESSAGES)
    assert {json.dumps(json.loads(row["raw"])) for row in rejected} == set(map(json.dumps, bad))
    (load_of_file,) = home.catalog.file_loads()
    assert (load_of_file.received, load_of_file.accepted, load_of_file.quarantined) == (2, 2, 0)


def test_bad_levels_are_quarantined_alone(home: Home) -> None:
    levels = [
        ([None], "an entry is no object"),
        ([{"changes": []}], "an entry has no id"),
        ([{"id": "W", "changes": {}}], "an entry has no array of changes"),
        ([{"id": "W", "changes": [5]}], "a change is no object"),
        ([{"id": "W", "changes": [{"value": {}}]}], "a change names no field"),
        ([{"id": "W", "changes": [{"field": "messages", "value": []}]}], "a change has no value"),
        ([{"id": "W", "changes": [change(messages={})]}], "the messages of a change are no array"),
        ([{"id": "W", "changes": [change(statuses="x")]}], "the statuses of a change are no array"),
        ([{"id": "W", "changes": [change(statuses=[5])]}], "a status is no object"),
        ([{"id": "W", "changes": [change(statuses=[status(id=None)])]}], "a status has no id"),
    ]
    load(home, *({"entry": entry} for entry, _ in levels))
    assert [(row["line"], row["reason"]) for row in home.rejected(SOURCE)] == [
        (line, reason) for line, (_, reason) in enumerate(levels, 1)
    ]


def test_statuses_without_a_status_are_quarantined_alone(home: Home) -> None:
    missing = status()
    del missing["status"]
    bad = [
        missing,
        *(status(status=nothing) for nothing in (None, "", " \u200b", {}, {"a": 1}, [])),
    ]
    load(home, body(change(statuses=[*bad, status(status=5)])))
    assert [row["status"] for row in home.rows("statuses", SOURCE)] == ["5"]
    rejected = home.rejected(SOURCE)
    assert {(row["kind"], row["reason"]) for row in rejected} == {
        ("element", "a status has no status")
    }
    assert len(rejected) == len(bad)


@pytest.mark.parametrize("bad", [[], {}, {"entry": {}}, {"entry": None}, {"entry": "[]"}])
def test_bodies_without_entries_are_quarantined_whole(home: Home, bad: object) -> None:
    load(home, bad)
    (rejected,) = home.rejected(SOURCE)
    assert rejected["kind"] == "record"
    assert json.loads(rejected["raw"]) == bad


def test_body_with_a_comma_too_many_is_no_json(home: Home) -> None:
    good = json.dumps(body(change(messages=[message(text={"body": ",}"})])))
    home.deliver(f"{good}\n{good[:-2]}, ]}}\n", source=SOURCE)
    assert not home.load().errors
    assert home.reasons(SOURCE) == {2: "the line is no valid JSON"}
    assert len(home.rows("messages", SOURCE)) == 1


def test_only_json_lines_hold_bodies(home: Home) -> None:
    home.deliver("entry\n[]\n", "a.csv", source=SOURCE)
    (error,) = home.load().errors
    assert error.message == f"{SOURCE} dt={DAY}: a.csv cannot hold webhook bodies."


odd = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 10**20) | st.text(max_size=3)
    | st.sampled_from([str(AT), "4915112345"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["id", "changes", "field", "value", "messages", "statuses", "timestamp",
                         "from", "text", "body", "errors", "conversation", "metadata"]),
        inner, max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=10, deadline=None)
@given(
    st.lists(
        odd.map(lambda x: {"entry": x})
        | odd.map(lambda x: {"entry": [x]})
        | odd.map(lambda x: {"entry": [{"id": "W", "changes": [x]}]})
        | odd.map(lambda x: body(change(messages=x, statuses=x)))
        | odd.map(lambda x: body(change(messages=[x], statuses=[x], metadata=x)))
        | odd.map(lambda x: body(change(statuses=[status(errors=x, conversation=x, pricing=x)]))),
        min_size=15,
        max_size=30,
    )
)
def test_no_shape_crashes(tmp_path_factory: pytest.TempPathFactory, bodies: list) -> None:
    from orchestration.ingest import start_ingest
    from orchestration.settings import Settings

    place = Settings(tmp_path_factory.mktemp("shapes"))
    home = Home(place, start_ingest(place))
    load(home, *bodies)
    (load_of_file,) = home.catalog.file_loads()
    assert load_of_file.received == len(bodies)
    assert load_of_file.received == load_of_file.accepted + load_of_file.quarantined
