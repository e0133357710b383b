"""Glific's exported contacts, and the history of what happened to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tests.oracle.glific import Row, optional_time, read_rows
from tests.oracle.landing import LandingZone
from tests.oracle.persons import exported_phone
from tests.oracle.records import FileLoad, Place
from tests.oracle.values import UnreadableError, identifier

CONTACTS = "glific_contacts"
HISTORIES = "glific_contact_histories"


@dataclass(frozen=True, kw_only=True)
class ContactRow(Row):
    """One version of a contact."""

    phone: str
    status: str | None
    optin_time: datetime | None
    optout_time: datetime | None


@dataclass(frozen=True, kw_only=True)
class HistoryRow(Row):
    """One version of something that happened to a contact."""

    phone: str
    event_type: str | None
    occurred_at: datetime


def read_contacts(zone: LandingZone) -> tuple[list[ContactRow], list[FileLoad]]:
    """Accepted versions of contacts and the counts per file."""

    def contact(fields: dict, place: Place) -> dict:
        return {
            "phone": _phone(fields),
            "status": identifier(fields.get("status")),
            "optin_time": optional_time(fields, "optin_time", place),
            "optout_time": optional_time(fields, "optout_time", place),
        }

    return read_rows(zone, CONTACTS, contact, ContactRow)


def read_histories(zone: LandingZone) -> tuple[list[HistoryRow], list[FileLoad]]:
    """Accepted versions of contact histories and the counts per file."""

    def history(fields: dict, place: Place) -> dict:
        happened_at = optional_time(fields, "event_datetime", place)
        return {
            "phone": _phone(fields),
            "event_type": identifier(fields.get("event_type")),
            "occurred_at": happened_at or optional_time(fields, "inserted_at", place),
        }

    return read_rows(zone, HISTORIES, history, HistoryRow)


def _phone(fields: dict) -> str:
    phone = exported_phone(fields.get("phone"))
    if phone is None:
        raise UnreadableError("no phone")
    return phone
