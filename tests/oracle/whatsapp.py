"""WhatsApp Cloud API webhook bodies: their messages, statuses and preferences."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from tests.oracle.landing import LandingZone
from tests.oracle.records import FileLoad, Place, read
from tests.oracle.values import UnreadableError, identifier, required, unix_seconds

_USER_ID = re.compile(r"[A-Z]{2}\.[A-Za-z0-9.]+")
_PHONE_PUNCTUATION = str.maketrans("", "", "+-() ")


@dataclass(frozen=True)
class Message:
    """One element of `messages[]` (inbound) or `message_echoes[]` (outbound)."""

    place: Place
    account_id: str
    own_phone: str
    direction: str
    message_id: str
    occurred_at: datetime
    contact_phone: str | None


@dataclass(frozen=True)
class Status:
    """One element of `statuses[]`."""

    place: Place
    account_id: str
    own_phone: str
    message_id: str
    status: str
    occurred_at: datetime
    contact_phone: str | None
    category: str | None


@dataclass(frozen=True)
class Preference:
    """One element of `user_preferences[]`; only its time matters here."""

    place: Place
    account_id: str
    occurred_at: datetime


@dataclass
class Body:
    """What one accepted webhook body holds."""

    messages: list[Message] = field(default_factory=list)
    statuses: list[Status] = field(default_factory=list)
    preferences: list[Preference] = field(default_factory=list)
    quarantined_elements: int = 0


def read_bodies(zone: LandingZone) -> tuple[list[Body], list[FileLoad]]:
    """Accepted webhook bodies and the counts per file (bodies, never elements)."""
    return read(zone, "whatsapp_cloud", _body)


def _body(fields: dict, place: Place) -> Body:
    if not isinstance(fields.get("entry"), list):
        raise UnreadableError("no webhook body")
    body = Body()
    position = 0
    for account_id, name, value in _changes(fields["entry"], body):
        for kept, parse, element in _elements(name, value, body):
            position += 1
            where = Place(place.landing_day, place.file_name, place.line, position)
            try:
                if not isinstance(element, dict):
                    raise UnreadableError("element is no object")
                kept.append(parse(where, required(account_id), _own_phone(value), element))
            except UnreadableError:
                body.quarantined_elements += 1
    return body


def _changes(entries: list, body: Body) -> Iterator[tuple[object, str, dict]]:
    """(account id, field name, value) of every change that is well-formed enough to look into."""
    for entry in entries:
        changes = entry.get("changes", []) if isinstance(entry, dict) else None
        if not isinstance(changes, list):
            body.quarantined_elements += 1
            continue
        for change in changes:
            if isinstance(change, dict) and isinstance(change.get("value"), dict):
                yield entry.get("id"), str(change.get("field")), change["value"]
            else:
                body.quarantined_elements += 1


def _elements(name: str, value: dict, body: Body) -> Iterator[tuple[list, Callable, object]]:
    """(list to add to, parser, element) of the elements that a field of this name yields."""
    lists = {
        "messages": [
            ("messages", body.messages, _inbound),
            ("statuses", body.statuses, _status),
        ],
        "smb_message_echoes": [("message_echoes", body.messages, _echo)],
        "user_preferences": [("user_preferences", body.preferences, _preference)],
    }
    for key, kept, parse in lists.get(name, []):
        elements = value.get(key)
        if elements is None:
            continue
        if not isinstance(elements, list):
            body.quarantined_elements += 1
            continue
        for element in elements:
            yield kept, parse, element


def _inbound(place: Place, account_id: str, own_phone: str, element: dict) -> Message:
    return Message(
        place,
        account_id,
        own_phone,
        "inbound",
        required(element.get("id")),
        unix_seconds(element.get("timestamp"), place.landing_day),
        _contact_phone(element.get("from"), element.get("from_user_id")),
    )


def _echo(place: Place, account_id: str, own_phone: str, element: dict) -> Message:
    return Message(
        place,
        account_id,
        own_phone,
        "outbound",
        required(element.get("id")),
        unix_seconds(element.get("timestamp"), place.landing_day),
        _contact_phone(element.get("to"), element.get("to_user_id")),
    )


def _status(place: Place, account_id: str, own_phone: str, element: dict) -> Status:
    person = ("recipient_id", "recipient_user_id")
    if element.get("recipient_type") == "group":
        person = ("recipient_participant_id", "recipient_participant_user_id")
    pricing = element.get("pricing")
    return Status(
        place,
        account_id,
        own_phone,
        required(element.get("id")),
        required(element.get("status")),
        unix_seconds(element.get("timestamp"), place.landing_day),
        _contact_phone(*(element.get(name) for name in person)),
        identifier(pricing.get("category")) if isinstance(pricing, dict) else None,
    )


def _preference(place: Place, account_id: str, _own_phone: str, element: dict) -> Preference:
    _contact_phone(element.get("wa_id"), element.get("user_id"))
    return Preference(place, account_id, unix_seconds(element.get("timestamp"), place.landing_day))


def _contact_phone(phone: object, user_id: object) -> str | None:
    """The digits of the phone; None for someone known by user id only; nobody is unreadable."""
    written = identifier(phone)
    if written is None or _USER_ID.fullmatch(written):
        if written is None and identifier(user_id) is None:
            raise UnreadableError("neither phone nor user id")
        return None
    digits = written.translate(_PHONE_PUNCTUATION)
    if not (digits.isascii() and digits.isdigit()):
        raise UnreadableError("neither phone nor user id")
    return digits


def _own_phone(value: dict) -> str:
    metadata = value.get("metadata")
    written = identifier(metadata.get("display_phone_number")) if isinstance(metadata, dict) else ""
    return "".join(letter for letter in written or "" if letter in "0123456789")
