"""A few people whose logs mention each other, and what identifies the one who is to be erased."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

from tests.pipeline.leaks import needles

TENANT = "acme"
EMAIL, PHONE, USER_ID = "anna.muster@example.org", "491701234567", "DE.annauser01"
CUSTOMERS = ("cust-anna-01", "cust-anna-02")
NEEDLES = needles([EMAIL], [PHONE], [*CUSTOMERS, USER_ID])

# Nearly hers: other people's, who are to stay as they are. What is more stands in front, for the
# statistics of a database file hold values cut off behind their twelfth character.
LIKE_EMAIL, LIKE_PHONE = "joanna.muster@example.org", "4491701234567"
LIKE_CUSTOMER = "jocust-anna-01"


def write_lines(home: Path, source: str, day: str, name: str, records: list[Any]) -> Path:
    """Deliver records, texts as they are and the others as JSON, in one file."""
    folder = home / "landing" / source / f"dt={day}"
    folder.mkdir(parents=True, exist_ok=True)
    lines = [record if isinstance(record, str) else json.dumps(record) for record in records]
    data = "".join(f"{line}\n" for line in lines).encode()
    path = folder / name
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return path


def chat_event(
    event_id: str | None, customer_id: str | None, name: str, at: str, /, **more: Any
) -> dict[str, Any]:
    """A chat event of the tenant; whatever else is given is its payload."""
    return {
        "event_id": event_id,
        "tenant_id": TENANT,
        "event_name": name,
        "occurred_at": f"2026-10-{at}Z",
        "customer_id": customer_id,
        "process_id": "welcome",
        "module_id": "hello",
        "payload": more or None,
    }


def deliver(home: Path) -> None:
    """Write the landing zone: two landing days of all families."""
    write_lines(home, "tenants", "2026-10-01", "tenants.jsonl", [
        {"tenant_id": TENANT, "tenant_name": "Acme", "reporting_timezone": "Europe/Berlin",
         "whatsapp_business_account_id": "WABA1"},
    ])  # fmt: skip
    write_lines(home, "chat_events", "2026-10-01", "chat.jsonl", _chat())
    write_lines(home, "chat_events", "2026-10-02", "chat.jsonl.gz", _more_chat())
    write_lines(home, "coupons", "2026-10-01", "coupons.jsonl", [
        {"tenant_id": TENANT, "process_id": "welcome", "code": code,
         "uploaded_at": "2026-10-01T06:00:00Z"} for code in ("SAVE1", "SAVE2")
    ])  # fmt: skip
    _deliver_journeys(home)
    _deliver_whatsapp(home)


def _chat() -> list[Any]:
    anna, other_anna = CUSTOMERS
    mention = f"my friend {EMAIL.upper()}, +49 (170) 123-4567 or {anna}, not {LIKE_EMAIL}"
    return [
        chat_event("a1", anna, "start", "01T10:00:00"),
        chat_event("a2", anna, "sign_up", "01T10:00:30"),
        chat_event("a3", anna, "email_updated", "01T10:01:00", email="Anna.Muster@example.org",
                   first_name="Anna", city="Berlin"),
        chat_event("a4", anna, "phone_number_updated", "01T10:02:00", phone="+49 170 1234567"),
        chat_event(None, anna, "sub_process_visited", "01T10:03:00", url="https://example.com/a"),
        chat_event("a6", anna, "newsletter_single_opt_in", "01T10:04:00"),
        chat_event("a7", anna, "nps_survey_score_4", "01T10:05:00"),
        chat_event("a8", anna, "nps_survey_free_text_answered", "01T10:06:00", text="Nobody rang"),
        chat_event("a9", anna, "coupon_code_issued", "01T10:07:00", code="SAVE1"),
        chat_event("a10", anna, "participation", "01T10:08:00"),
        chat_event("a11", anna, "reward_redeemed", "01T10:09:00", reward_id="mug", points=5,
                   street="Lindenstraße 1"),
        chat_event("a12", anna, "variable_set", "01T10:10:00", name="pet", value="Rex of Anna"),
        chat_event("a13", anna, "loyalty_points_emitted", "01T10:11:00", points=20),
        chat_event("a14", anna, "end", "01T10:12:00"),
        # Rows of registers because of what they say, and of nothing else.
        chat_event("a15", anna, "document_uploaded", "01T10:13:00", file_name="Anna.pdf"),
        chat_event("a16", anna, "mail_sent", "01T10:14:00", message="To Anna"),
        # The same person under another id, by the same address.
        chat_event("b1", other_anna, "email_updated", "01T12:00:00", email=EMAIL),
        chat_event("b2", other_anna, "participation", "01T12:01:00"),
        chat_event("c1", "cust-bert-01", "start", "01T11:00:00", text=mention),
        chat_event("c2", "cust-bert-01", "nps_survey_score_9", "01T11:01:00"),
        chat_event("c3", "cust-bert-01", "nps_survey_free_text_answered", "01T11:02:00",
                   text=f"Greetings to {EMAIL}!"),
        chat_event(None, "cust-bert-01", "variable_set", "01T11:03:00", name="friend", value=EMAIL),
        chat_event("d1", LIKE_CUSTOMER, "email_updated", "01T13:00:00", email=LIKE_EMAIL,
                   phone=LIKE_PHONE, first_name="Joanna"),
        chat_event("d2", LIKE_CUSTOMER, "participation", "01T13:01:00"),
        chat_event("e1", None, "start", "01T14:00:00"),
        {"event_id": "q1", "tenant_id": TENANT, "event_name": "start", "customer_id": anna,
         "occurred_at": "never"},
        f"no JSON about {EMAIL}",
        "no JSON about anybody",
    ]  # fmt: skip


def _more_chat() -> list[Any]:
    escaped = json.dumps(chat_event("c9", "cust-bert-01", "mail_sent", "02T08:00:00",
                                    message=f"to {EMAIL}"))  # fmt: skip
    return [
        # The same event again, and one that came late.
        chat_event("a1", CUSTOMERS[0], "start", "01T10:00:00"),
        chat_event("a20", CUSTOMERS[0], "purchase", "02T09:00:00", plan="gold", city="Berlin"),
        chat_event("d3", LIKE_CUSTOMER, "purchase", "02T09:30:00", plan="gold", city="Berlin"),
        escaped.replace("@", "\\u0040"),
    ]


def _deliver_journeys(home: Path) -> None:
    def record(event_id: str, user: str, entry: str, kind: str, at: str, **more: Any) -> dict:
        return {"event_id": event_id, "tenant_id": TENANT, "journey_id": "onboarding",
                "user_id": user, "entry_id": entry, "event_type": kind,
                "occurred_at": f"2026-10-{at}Z", **more}  # fmt: skip

    anna, other_anna = CUSTOMERS
    write_lines(home, "journeys", "2026-10-01", "journeys.jsonl", [
        {"tenant_id": TENANT, "journey_id": "onboarding", "journey_name": "Onboarding",
         "conversion_event": "purchase", "conversion_filters": {"city": "Berlin"},
         "stop_counting_after_exit_seconds": 86400,
         "steps": [{"step_id": "s1", "step_name": "Mail", "channel": "mail", "position": 1}]},
    ])  # fmt: skip
    write_lines(home, "journey_events", "2026-10-02", "events.jsonl", [
        record("j1", anna, "entry-1", "entered", "02T07:00:00"),
        record("j2", anna, "entry-1", "step_entered", "02T07:00:01", step_id="s1"),
        record("j3", anna, "entry-1", "sent", "02T07:00:02", step_id="s1", platform="web"),
        record("j4", other_anna, "entry-2", "entered", "02T07:10:00"),
        record("j5", LIKE_CUSTOMER, "entry-3", "entered", "02T07:20:00"),
        record("j6", f"{LIKE_CUSTOMER}-x", "entry-4", "entered", "02T07:30:00"),
    ])  # fmt: skip
    write_lines(home, "user_events", "2026-10-02", "events.jsonl", [
        {"tenant_id": TENANT, "user_id": other_anna, "event_name": "purchase",
         "occurred_at": "2026-10-02T09:10:00Z", "attributes": {"city": "Berlin", "email": EMAIL}},
        {"event_id": "u2", "tenant_id": TENANT, "user_id": f"{LIKE_CUSTOMER}-x",
         "event_name": "purchase", "occurred_at": "2026-10-02T09:20:00Z",
         "attributes": {"city": "Berlin", "gift_for": EMAIL}},
    ])  # fmt: skip


def _deliver_whatsapp(home: Path) -> None:
    def body(**elements: list[dict[str, Any]]) -> dict[str, Any]:
        metadata = {"display_phone_number": "491109999", "phone_number_id": "number-1"}
        change = {"field": "messages", "value": {"metadata": metadata, **elements}}
        return {"object": "whatsapp_business_account",
                "entry": [{"id": "WABA1", "changes": [change]}]}  # fmt: skip

    def message(message_id: str, sender: str, text: str, second: int, **more: Any) -> dict:
        return {"id": message_id, "from": sender, "timestamp": str(1790928000 + second),
                "type": "text", "text": {"body": text}, **more}  # fmt: skip

    def status(message_id: str, to: str, name: str, second: int, **more: Any) -> dict:
        return {"id": message_id, "status": name, "timestamp": str(1790928000 + second),
                "recipient_id": to, **more}  # fmt: skip

    pricing = {"pricing": {"pricing_model": "PMP", "category": "marketing"}}
    write_lines(home, "whatsapp_cloud", "2026-10-02", "webhooks.jsonl", [
        body(messages=[message("m1", PHONE, "hello, I am Anna", 0, from_user_id=USER_ID)]),
        body(messages=[message("m2", "491709999999", f"call +49 170 1234567 or {EMAIL}", 60)]),
        body(messages=[message("m3", LIKE_PHONE, "hello, I am Joanna", 90)]),
        body(messages=[message("m4", USER_ID, "me again", 95)]),
        body(messages=[message("m5", "9876543210", "simulated", 96)]),
        body(statuses=[status("o1", PHONE, "sent", 120), status("o1", PHONE, "delivered", 130,
                                                                **pricing)]),
        body(statuses=[status("o2", LIKE_PHONE, "sent", 140)]),
        body(messages=[{"id": "m6", "from": PHONE, "timestamp": "never", "type": "text"}]),
    ])  # fmt: skip
    write_lines(home, "gupshup", "2026-10-02", "callbacks.jsonl", [
        {"app": TENANT, "timestamp": 1790928200000, "version": 2, "type": "user-event",
         "payload": {"phone": PHONE, "type": "opted-in"}},
    ])  # fmt: skip
    glific = {"tenant_id": TENANT, "inserted_at": "2026-10-02T08:00:00",
              "updated_at": "2026-10-02T08:00:00"}  # fmt: skip
    write_lines(home, "glific_contacts", "2026-10-02", "contacts.jsonl", [
        {**glific, "id": 42, "phone": PHONE, "name": "Anna Muster", "status": "valid"},
        {**glific, "id": 43, "phone": LIKE_PHONE, "name": "Joanna", "status": "valid"},
    ])  # fmt: skip
    write_lines(home, "glific_messages", "2026-10-02", "messages.jsonl", [
        {**glific, "id": 1, "flow": "inbound", "type": "text", "sender_phone": PHONE,
         "receiver_phone": "491108888", "contact_phone": PHONE, "status": "received"},
        {**glific, "id": 2, "flow": "outbound", "type": "text", "sender_phone": "491108888",
         "receiver_phone": PHONE, "contact_phone": PHONE, "status": "sent", "is_hsm": True,
         "sent_at": "2026-10-02T08:05:00"},
    ])  # fmt: skip
    write_lines(home, "glific_flow_contexts", "2026-10-02", "flows.jsonl", [
        {**glific, "id": 7, "flow_id": 3, "flow_name": "Survey", "contact_id": 42,
         "contact_phone": PHONE, "completed_at": "2026-10-02T08:30:00"},
    ])  # fmt: skip
