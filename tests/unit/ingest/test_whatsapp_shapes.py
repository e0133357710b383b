"""WhatsApp Cloud API bodies as they come in the wild: all the ways of naming who, what and when."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from .conftest import Home
from .shapes import loaded, mutated
from .test_whatsapp_bodies import AT, SOURCE, WHEN, body, change, load, message, status


def test_several_entries_and_changes_of_a_body_keep_their_order(home: Home) -> None:
    def entry(account: object, *changes: object) -> dict:
        return {"id": account, "time": AT, "changes": list(changes)}

    load(
        home,
        {
            "object": "whatsapp_business_account",
            "entry": [
                entry("W1", change(messages=[message(id="a"), message(id="b")]),
                      change(statuses=[status(id="c"), status(id="d", status="delivered")])),
                entry(1002, change("account_update", event="X"),
                      change(statuses=[status(id="e")], messages=[message(id="f")])),
                entry("W3"),
            ],
        },
    )  # fmt: skip
    found = home.rows("messages", SOURCE) + home.rows("statuses", SOURCE)
    assert {row["position"]: (row["message_id"], row["business_account_id"]) for row in found} == {
        1: ("a", "W1"), 2: ("b", "W1"), 3: ("c", "W1"), 4: ("d", "W1"), 5: ("f", "1002"),
        6: ("e", "1002"),
    }  # fmt: skip
    assert home.rejected(SOURCE) == []


@pytest.mark.parametrize("at", [AT, str(AT), float(AT), f"{AT}.0"])
def test_timestamps_are_numbers_or_text(home: Home, at: object) -> None:
    preference = {"wa_id": "491500000001", "value": "stop", "timestamp": at}
    load(
        home,
        body(
            change(messages=[message(timestamp=at)], statuses=[status(timestamp=at)]),
            change("user_preferences", user_preferences=[preference]),
        ),
    )
    for table in ("messages", "statuses", "preferences"):
        assert [row["occurred_at"] for row in home.rows(table, SOURCE)] == [WHEN]


PHONES = {
    "491500000001": "491500000001",
    "+491500000001": "491500000001",
    "+49 (150) 000-0001": "491500000001",
    "49-150-000 00 01": "491500000001",
    " (0)150000 ": "0150000",
    "491500000001 ext 5": None,
    "49/1500000001": None,
    "49.1500000001": None,
    "\u0664\u0669\u0661\u0665\u0660\u0660\u0660": None,
    "+-() ": None,
}


def test_phones_with_the_usual_punctuation_are_readable(home: Home) -> None:
    load(
        home,
        body(
            change(
                messages=[message(**{"from": written}) for written in PHONES],
                statuses=[status(recipient_id=written) for written in PHONES],
            ),
            change("smb_message_echoes", message_echoes=[message(to="+49 (150) 000-0001")]),
            change("user_preferences",
                   user_preferences=[{"wa_id": "+49 150-0000001", "value": "stop",
                                      "timestamp": AT}]),
        ),
    )  # fmt: skip
    readable = [digits for digits in PHONES.values() if digits]
    found = home.rows("messages", SOURCE)
    assert [row["contact_phone"] for row in found] == [*readable, "491500000001"]
    found = home.rows("statuses", SOURCE)
    assert [row["contact_phone"] for row in found] == list(PHONES.values())
    assert home.rows("preferences", SOURCE)[0]["contact_phone"] == "491500000001"
    rejected = home.rejected(SOURCE)
    assert len(rejected) == len(PHONES) - len(readable)
    assert {row["reason"] for row in rejected} == {
        "the contact of a message is neither phone nor user id"
    }


def test_recipients_of_statuses_may_be_absent_or_known_by_user_id_only(home: Home) -> None:
    load(
        home,
        body(
            change(
                statuses=[
                    status(recipient_id=None),
                    status(recipient_id="120363000000000000@g.us"),
                    status(recipient_id="", recipient_user_id="US.13491208655302741918"),
                    status(recipient_id="DE.ENT.1181579921"),
                    status(recipient_id="491500000001", recipient_user_id="DE.5"),
                    status(recipient_type="group", recipient_id="group-1"),
                    status(recipient_type="group", recipient_id="group-1",
                           recipient_participant_id="+491500000002"),
                    status(recipient_type="group", recipient_id="group-1",
                           recipient_participant_user_id="DE.6"),
                ]
            )
        ),
    )  # fmt: skip
    assert home.rejected(SOURCE) == []
    found = home.rows("statuses", SOURCE)
    assert [(row["contact_phone"], row["contact_user_id"], row["group_id"]) for row in found] == [
        (None, None, None),
        (None, None, None),
        (None, "US.13491208655302741918", None),
        (None, "DE.ENT.1181579921", None),
        ("491500000001", "DE.5", None),
        (None, None, "group-1"),
        ("491500000002", None, "group-1"),
        (None, "DE.6", "group-1"),
    ]


def test_senders_known_by_user_id_only(home: Home) -> None:
    nobody = message(id="b", from_user_id="Anna")
    del nobody["from"]
    known = nobody | {"id": "a", "from_user_id": "US.1", "from_parent_user_id": "US.ENT.2"}
    load(home, body(change(messages=[known, nobody, message(id="c", from_user_id="US.3")])))
    found = home.rows("messages", SOURCE)
    assert [(row["contact_phone"], row["contact_user_id"]) for row in found] == [
        (None, "US.1"), ("4915112345", "US.3"),
    ]  # fmt: skip
    assert [row["reason"] for row in home.rejected(SOURCE)] == [
        "the contact of a message is neither phone nor user id"
    ]


def test_every_status_is_kept_as_given(home: Home) -> None:
    names = ["sent", "delivered", "read", "failed", "played", "deleted", "Sent", "warmed"]
    load(home, body(change(statuses=[status(status=name) for name in names])))
    found = home.rows("statuses", SOURCE)
    assert [row["status"] for row in found] == names
    assert [row["error_code"] for row in found] == [None, None, None, "", None, None, None, None]


def test_details_that_come_and_go(home: Home) -> None:
    expiry = {"id": "c", "expiration_timestamp": AT + 86_423, "origin": {"type": "utility"}}
    priced = {"billable": True, "pricing_model": "PMP", "category": "authentication-international",
              "type": "free_customer_service"}  # fmt: skip
    load(
        home,
        body(
            change(
                statuses=[
                    status(conversation=expiry, pricing=priced, biz_opaque_callback_data="x"),
                    status(conversation={"id": "c"}, pricing={"billable": False}),
                    status(status="failed", errors=[
                        {"code": 131049, "title": "Not delivered", "message": "Healthy ecosystem",
                         "error_data": {"details": "Long"}, "href": "https://x"}]),
                    status(status="failed", errors=[{"error_data": {"details": "Long"}}]),
                    status(errors=[]),
                ]
            )
        ),
    )  # fmt: skip
    first, second, failed, detailed, unharmed = home.rows("statuses", SOURCE)
    assert first["conversation_expires_at"] == datetime(2026, 1, 2, 10, 0, 23)
    assert (first["pricing_model"], first["pricing_type"]) == ("PMP", "free_customer_service")
    assert first["pricing_category"] == "authentication-international"
    assert (second["conversation_id"], second["conversation_expires_at"]) == ("c", None)
    assert second["pricing_category"] is None
    assert (failed["error_code"], failed["error_title"]) == ("131049", "Not delivered")
    assert (detailed["error_code"], detailed["error_title"]) == ("", "Long")
    assert unharmed["error_code"] is None


def test_messages_of_every_type_count_whatever_they_carry(home: Home) -> None:
    load(
        home,
        body(
            change(
                messages=[
                    message(id="a", type="unsupported",
                            errors=[{"code": 131051, "title": "Unsupported"}]),
                    message(id="b", type="reaction", reaction={"message_id": "x", "emoji": ""}),
                    message(id="c", type="system", system={"body": "changed", "wa_id": "5"}),
                    message(id="d", type="interactive",
                            interactive={"list_reply": {"id": "1", "title": "Yes"}}),
                    message(id="e", type=None, context={"from": "4930", "id": "x"}),
                    message(id="f", referral={"source_type": "ad", "ctwa_clid": "x"}),
                    message(id="g", referral=None, group_id="group-1", text="no object"),
                ],
                contacts=[{"wa_id": "491500000009", "profile": {"name": "Somebody"}}],
                errors=[{"code": 130429}],
            )
        ),
    )  # fmt: skip
    assert home.rejected(SOURCE) == []
    found = home.rows("messages", SOURCE)
    assert [row["message_id"] for row in found] == list("abcdefg")
    assert [row["message_type"] for row in found][:5] == [
        "unsupported", "reaction", "system", "interactive", None,
    ]  # fmt: skip
    assert [row["has_referral"] for row in found] == [False] * 5 + [True, False]
    assert (found[3]["body"], found[6]["group_id"]) == ("Yes", "group-1")


def test_echoes_and_fields_that_we_do_not_use(home: Home) -> None:
    echo = {"from": "493012340", "id": "e", "timestamp": AT, "type": "text"}
    load(
        home,
        body(
            change("smb_message_echoes", messages=[message()], statuses=[status()],
                   message_echoes=[echo | {"to": "491500000001"}, echo | {"to_user_id": "DE.5"}]),
            change("history", messages=[message()], message_echoes=[echo]),
            change("user_preferences", messages=[message()]),
            change("messages", message_echoes=[echo], user_preferences=[{}]),
            {"field": "phone_number_quality_update", "value": "text"},
            {"field": "security"},
        ),
    )  # fmt: skip
    assert home.rejected(SOURCE) == []
    found = home.rows("messages", SOURCE)
    assert [(row["direction"], row["contact_phone"], row["contact_user_id"]) for row in found] == [
        ("outbound", "491500000001", None),
        ("outbound", None, "DE.5"),
    ]
    assert home.rows("statuses", SOURCE) == home.rows("preferences", SOURCE) == []


WHOLE = {
    "object": "whatsapp_business_account",
    "entry": [
        {
            "id": "W1",
            "changes": [
                change(
                    messages=[message(referral={"x": 1}, text={"body": "Hello"}, group_id="g")],
                    statuses=[
                        status(
                            status="failed",
                            errors=[{"code": 5, "title": "t"}],
                            conversation={"id": "c", "expiration_timestamp": AT,
                                          "origin": {"type": "service"}},
                            pricing={"pricing_model": "CBP", "category": "x", "type": "y"},
                        )
                    ],
                ),
                change("smb_message_echoes", message_echoes=[message(to="491500000001")]),
                change("user_preferences",
                       user_preferences=[{"wa_id": "491500000001", "value": "stop",
                                          "category": "x", "timestamp": AT}]),
            ],
        }
    ],
}  # fmt: skip


@settings(max_examples=8, deadline=None)
@given(st.lists(mutated(WHOLE), min_size=20, max_size=40))
def test_no_mutation_crashes(tmp_path_factory: pytest.TempPathFactory, bodies: list) -> None:
    loaded(tmp_path_factory.mktemp("shapes"), SOURCE, bodies)
