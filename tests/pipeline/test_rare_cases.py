"""Cases that random logs hardly ever hold, each once in one landing zone."""

from __future__ import annotations

import itertools
import json
import math

import pytest

from tests.oracle import landing_zone
from tests.oracle.talk import ANNA, DAY, DELIVERED_ON, at, callback, message_event, row
from tests.pipeline.support import open_published, run_through

START = "2026-03-28T12:00:00Z"


def named(event_id: str, process_name: str) -> dict:
    """A chat event that gives its process a name."""
    return {
        "tenant_id": "t",
        "event_id": event_id,
        "event_name": "start",
        "occurred_at": START,
        "customer_id": "c",
        "process_id": "p",
        "process_name": process_name,
    }


def consent(row_id: int, event_type: str) -> dict:
    """A row of a contact's history; Glific's times are whole seconds."""
    return row(row_id, at(0), phone=ANNA, event_type=event_type)


PRICED = {"type": "regular", "model": "PMP", "category": "marketing"}


def of_app(app: str, record: dict) -> dict:
    """The same callback for another app, whose ids are its own."""
    told = json.dumps(record).replace('"g"', f'"g-{app}"').replace('"w"', f'"w-{app}"')
    return json.loads(told) | {"app": app}


ZONE = landing_zone(
    ("chat_events", DELIVERED_ON, "a.jsonl", [named("a", "Zeta"), named("b", "Alpha")]),
    (
        "glific_contact_histories",
        DELIVERED_ON,
        "a.jsonl",
        [consent(9, "contact_opted_out"), consent(10, "contact_opted_in")],
    ),
    (
        "gupshup",
        DELIVERED_ON,
        "a.jsonl",
        [
            message_event(
                "delivered",
                at(0),
                id="w",
                gsId="g",
                conversation={"id": "c"},
                pricing={"policy": "CBP"},
            ),
            callback(
                "billing-event",
                at(1),
                deductions={"type": "marketing", "model": "CBP"},
                references={"gsId": "g"},
            ),
        ],
    ),
    (
        "coupons",
        DELIVERED_ON,
        "a.jsonl",
        [{"tenant_id": "acne", "process_id": "p", "code": "X", "uploaded_at": START}],
    ),
    ("loyjoy_dimensions", DELIVERED_ON, "a.jsonl", [{"tenant_id": "seldom", "entity_id": "e"}]),
)


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    home = tmp_path_factory.mktemp("rare_cases") / "home"
    home.mkdir()
    run_through(home, [ZONE])
    with open_published(home) as connection:
        yield lambda query: connection.execute(query).fetchall()


def test_of_names_at_the_same_instant_that_of_the_highest_event_id_stands(published):
    assert published("select process_name from marts.dim_processes") == [("Alpha",)]


def test_of_consents_at_the_same_instant_that_of_the_highest_id_stands(published):
    assert published("select opt_state from marts.dim_contacts where tenant_id = 't'") == [
        ("opted_in",)
    ]


def test_a_billing_event_tells_the_category_of_the_providers_conversation(published):
    assert published("select method, category from marts.fct_conversations") == [
        ("provider", "marketing")
    ]


def test_what_a_provider_tells_by_one_id_of_a_message_reaches_what_it_told_by_the_other(new_home):
    """Each way of linking, and each later event that names an id only, for a tenant of its own."""
    known = [
        (linked, told)
        for linked in (
            message_event("enqueued", at(0), id="g", payload={"whatsappMessageId": "w"}),
            message_event("sent", at(0), id="w", gsId="g"),
        )
        for told in (
            message_event("delivered", at(1), id="w"),
            callback("billing-event", at(1), deductions=PRICED, references={"id": "w"}),
        )
    ]
    later = [
        message_event("failed", at(2), id="g", payload={"code": 470, "reason": "r"}),
        message_event("enqueued", at(-1), id="g", payload={}),
        message_event("sent", at(0.5), id="g"),
        message_event("read", at(3), id="w"),
        callback("billing-event", at(2), deductions=PRICED, references={"id": "g"}),
    ]
    first, second = [], []
    for records, event in itertools.product(known, later):
        app = f"app{len(second)}"
        first += [of_app(app, record) for record in records]
        second.append(of_app(app, event))
    # Two messages that claim the same id of WhatsApp's: what it tells is of the first of them.
    for claimant in ("g1", "g2"):
        app = f"app{len(second)}"
        both = [message_event("sent", at(0), id="w", gsId=gs) for gs in ("g1", "g2")]
        first += [of_app(app, record) for record in (*both, message_event("read", at(1), id="w"))]
        failure = message_event("failed", at(2), id=claimant, payload={"code": 470, "reason": "r"})
        second.append(of_app(app, failure))
    early = landing_zone(("gupshup", DAY, "a.jsonl", first))
    zone = landing_zone(
        ("gupshup", DAY, "a.jsonl", first), ("gupshup", DELIVERED_ON, "b.jsonl", second)
    )
    home = new_home()
    run_through(home, [early, zone])


def test_ids_that_begin_like_those_of_another_source_stay_apart(new_home):
    def rated(event_id: str, score: int) -> dict:
        return named(event_id, "P") | {"event_name": f"nps_survey_score_{score}"}

    facts = [
        {"tenant_id": "t", "id": event_id, "event_type": "nps_survey_score_10", "created_at": START}
        for event_id in ("7", "8", "loyjoy_facts:7", "chat_events:loyjoy_facts:7")
    ]
    chats = [
        rated(event_id, score)
        for score, event_id in enumerate(
            ("7", "loyjoy_facts:7", "loyjoy_facts:8", "chat_events:loyjoy_facts:7", "chat_events;")
        )
    ]
    early = landing_zone(("chat_events", DAY, "a.jsonl", chats[1:]))
    zone = landing_zone(
        ("chat_events", DAY, "a.jsonl", chats[1:]),
        ("chat_events", DELIVERED_ON, "b.jsonl", chats[:1]),
        ("loyjoy_facts", DELIVERED_ON, "f.jsonl", facts),
    )
    run_through(new_home(), [early, zone])


def test_values_that_are_no_finite_number_are_missing_in_payloads(new_home):
    """Python writes NaN and Infinity as they stand here; in quotes they are texts."""
    words = (math.nan, math.inf, -math.inf, "NaN")
    events = [
        named(f"{name}-{number}", "P") | {"event_name": name, "payload": payload}
        for number, word in enumerate(words)
        for name, payload in (
            ("quiz_answer_correct", {"question_id": word, "answer": word}),
            ("link_clicked", {"url": word}),
            ("reward_redeemed", {"reward_id": word, "points": word}),
            ("nps_survey_score_3", {}),
            ("nps_survey_free_text_answered", {"text": word}),
            ("variable_set", {"name": "v", "value": word}),
            ("sign_up", {"email": word, "first_name": word}),
        )
    ]
    nobody = [event | {"event_id": math.nan, "customer_id": math.inf} for event in events]
    lines = [json.dumps(event).encode() for event in events + nobody]
    zone = landing_zone(("chat_events", DAY, "a.jsonl", lines))
    run_through(new_home(), [zone])


def test_a_tenant_is_one_wherever_it_is_named(published):
    tenants = published("select tenant_id from marts.dim_tenants order by 1")
    assert tenants == [("acne",), ("seldom",), ("t",)]
