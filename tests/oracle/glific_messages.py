"""Glific's exported messages."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from tests.oracle.elements import inner, plain
from tests.oracle.glific import Row, optional_time, read_rows
from tests.oracle.landing import LandingZone
from tests.oracle.persons import exported_phone
from tests.oracle.records import FileLoad, Place
from tests.oracle.values import UnreadableError, flag, identifier, required

SOURCE = "glific_messages"
# What Glific's statuses say of the rank of a message; the others say nothing.
RANKED_AS = {
    "enqueued": "enqueued",
    "sent": "sent",
    "reached": "delivered",
    "delivered": "delivered",
    "read": "read",
    "seen": "read",
    "played": "read",
    "error": "failed",
    "failed": "failed",
}


@dataclass(frozen=True, kw_only=True)
class MessageRow(Row):
    """One version of a message."""

    direction: str
    sender_phone: str | None
    receiver_phone: str | None
    contact_phone: str
    sent_at: datetime | None
    is_template: bool
    statuses: frozenset[str]
    error_code: str
    error_title: str | None

    @property
    def occurred_at(self) -> datetime:
        """When it was received, or sent, else created (local)."""
        return self.inserted_at if self.direction == "inbound" else self.sent_at or self.inserted_at

    @property
    def business_number(self) -> str:
        """The organisation's own phone."""
        own = self.receiver_phone if self.direction == "inbound" else self.sender_phone
        return own or ""


def read_messages(zone: LandingZone) -> tuple[list[MessageRow], list[FileLoad]]:
    """Accepted versions of messages and the counts per file."""
    return read_rows(zone, SOURCE, _message, MessageRow)


def _message(fields: dict, place: Place) -> dict:
    direction = required(fields.get("flow"))
    if direction not in ("inbound", "outbound"):
        raise UnreadableError("no direction")
    sender, receiver = (
        exported_phone(fields.get(f"{end}_phone")) for end in ("sender", "receiver")
    )
    contact = exported_phone(fields.get("contact_phone"))
    contact = contact or (sender if direction == "inbound" else receiver)
    if contact is None:
        raise UnreadableError("no contact")
    return {
        "direction": direction,
        "sender_phone": sender,
        "receiver_phone": receiver,
        "contact_phone": contact,
        "sent_at": optional_time(fields, "sent_at", place),
        "is_template": flag(fields.get("is_hsm")),
        "statuses": _statuses(fields) if direction == "outbound" else frozenset(),
        **_error(fields.get("errors")),
    }


def _statuses(fields: dict) -> frozenset[str]:
    status, provider_status = (identifier(fields.get(name)) for name in ("status", "bsp_status"))
    said = {RANKED_AS.get(provider_status or status or "")}
    if status == "error":
        said.add("failed")
    return frozenset(said - {None})


def _error(written: object) -> dict:
    errors = written
    if isinstance(written, str):
        try:
            errors = json.loads(written)
        except ValueError:
            errors = None
    told = inner(errors, "payload", "payload")
    return {
        "error_code": plain(told, "code") or plain(errors, "code") or "",
        "error_title": plain(told, "reason") or plain(errors, "message"),
    }
