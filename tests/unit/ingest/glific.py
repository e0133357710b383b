"""A row of each table of Glific's export, and what the lake holds of it."""

from __future__ import annotations

from datetime import date, datetime

from orchestration.ingest import SOURCES

GLIFIC = [name for name in SOURCES if name.startswith("glific_")]
PHONE = "491500000001"
OWN_PHONE = "493000000001"
WRITTEN = "2026-01-01 10:00:00"
WHEN = datetime(2026, 1, 1, 10)

FAILURE = {
    "app": "AcmeApp",
    "type": "message-event",
    "payload": {
        "id": "gs-1", "type": "failed", "destination": PHONE,
        "payload": {"code": 1002, "reason": "Not on WhatsApp"},
    },
}  # fmt: skip

OF_EVERY_ROW = {"tenant_id": "acme", "id": 7, "bq_uuid": "b-1", "bq_inserted_at": WRITTEN,
                "inserted_at": WRITTEN, "updated_at": WRITTEN}  # fmt: skip
ROWS: dict[str, dict] = {
    "glific_messages": {
        "flow": "outbound", "type": "text", "status": "sent", "bsp_status": "delivered",
        "errors": FAILURE, "sender_phone": OWN_PHONE, "receiver_phone": PHONE,
        "contact_phone": PHONE, "sent_at": WRITTEN, "is_hsm": True, "body": "Hello",
        "media_id": None,
    },
    "glific_contacts": {
        "phone": PHONE, "status": "valid", "provider_status": "session", "optin_time": WRITTEN,
        "optout_time": None, "fields": [{"label": "name", "value": "x"}], "groups": [],
    },
    "glific_contact_histories": {
        "phone": PHONE, "event_type": "contact_opted_in", "event_datetime": WRITTEN,
        "event_label": "contact opted in, via BSP",
    },
    "glific_flow_contexts": {
        "flow_id": "3", "flow_name": "Welcome", "flow_uuid": "u-3", "contact_id": "12",
        "contact_phone": PHONE, "parent_id": None, "wa_group_id": None,
        "message_broadcast_id": None, "flow_broadcast_id": None,
        "results": '{"flow_keyword": {"input": "hello"}}', "is_killed": False,
        "completed_at": None, "status": "published",
    },
    "glific_message_conversations": {
        "conversation_uuid": "c-1", "deduction_type": "marketing", "is_billable": True,
        "message_id": 7, "phone": PHONE, "payload": "{}",
    },
    "glific_stats": {
        "period": "hour", "date": "2026-01-01", "hour": 9, "conversations": 4, "inbound": 3,
    },
}  # fmt: skip


def row(source: str, **fields: object) -> dict:
    """Return a row of a source."""
    return OF_EVERY_ROW | ROWS[source] | fields


EXPECTED: dict[str, dict] = {
    "glific_messages": {
        "direction": "outbound", "message_type": "text", "status": "sent",
        "bsp_status": "delivered", "error_code": "1002", "error_title": "Not on WhatsApp",
        "sender_phone": OWN_PHONE, "receiver_phone": PHONE, "contact_phone": PHONE,
        "sent_at": WHEN, "is_hsm": True,
    },
    "glific_contacts": {
        "phone": PHONE, "status": "valid", "optin_time": WHEN, "optout_time": None,
    },
    "glific_contact_histories": {
        "event_type": "contact_opted_in", "event_datetime": WHEN, "phone": PHONE,
    },
    "glific_flow_contexts": {
        "flow_id": "3", "flow_name": "Welcome", "flow_uuid": "u-3", "contact_id": "12",
        "contact_phone": PHONE, "parent_id": None, "wa_group_id": None, "is_broadcast": False,
        "is_keyword": True, "is_killed": False, "completed_at": None,
    },
    "glific_message_conversations": {
        "conversation_uuid": "c-1", "deduction_type": "marketing", "is_billable": True,
        "message_id": "7", "phone": PHONE,
    },
    "glific_stats": {
        "period": "hour", "stats_date": date(2026, 1, 1), "hour": 9, "conversations": 4,
    },
}  # fmt: skip


def expected(source: str, **fields: object) -> dict:
    """Return what the lake holds of `row(source)`, without where it came from and keys."""
    version = {"inserted_at": WHEN, "updated_at": WHEN, "bq_inserted_at": WHEN, "bq_uuid": "b-1"}
    return {"tenant_id": "acme", "id": "7"} | EXPECTED[source] | version | fields


def without_place(found: dict) -> dict:
    """Drop what `expected` leaves out."""
    dropped = ("landing_day", "file_name", "line", "message_key")
    return {name: value for name, value in found.items() if name not in dropped}
