"""WhatsApp Cloud API webhook bodies: their messages, statuses and preferences."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tests.oracle.elements import Message, Preference, Status, expiry, inner, plain
from tests.oracle.landing import LandingZone
from tests.oracle.persons import recipient, somebody
from tests.oracle.records import FileLoad, Place, read
from tests.oracle.tenants import Tenants
from tests.oracle.values import UnreadableError, required, unix_seconds

SOURCE = "whatsapp_cloud"


@dataclass
class Body:
    """What one accepted webhook body holds."""

    messages: list[Message] = field(default_factory=list)
    statuses: list[Status] = field(default_factory=list)
    preferences: list[Preference] = field(default_factory=list)
    quarantined_elements: int = 0


def read_bodies(zone: LandingZone) -> tuple[list[Body], list[FileLoad]]:
    """Accepted webhook bodies and the counts per file (bodies, never elements)."""
    tenants = Tenants(zone)
    return read(zone, SOURCE, lambda fields, place: _body(fields, place, tenants))


def _body(fields: dict, place: Place, tenants: Tenants) -> Body:
    if not isinstance(fields.get("entry"), list):
        raise UnreadableError("no webhook body")
    body = Body()
    position = 0
    for account_id, name, value in _changes(fields["entry"], body):
        for kept, parse, element in _elements(name, value, body):
            position += 1
            try:
                if not isinstance(element, dict):
                    raise UnreadableError("element is no object")
                told = {
                    "source": SOURCE,
                    "place": Place(place.landing_day, place.file_name, place.line, position),
                    "tenant_id": tenants.of_business_account(required(account_id)),
                    "occurred_at": unix_seconds(element.get("timestamp"), place.landing_day),
                }
                kept.append(parse(told, value, element))
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


def _inbound(told: dict, value: dict, element: dict) -> Message:
    return Message(
        **told,
        **_business(value),
        message_id=required(element.get("id")),
        person=somebody(element.get("from"), element.get("from_user_id")),
        direction="inbound",
        has_referral=isinstance(element.get("referral"), dict),
    )


def _echo(told: dict, value: dict, element: dict) -> Message:
    return Message(
        **told,
        **_business(value),
        message_id=required(element.get("id")),
        person=somebody(element.get("to"), element.get("to_user_id")),
        direction="outbound",
    )


def _status(told: dict, value: dict, element: dict) -> Status:
    names = ("recipient_id", "recipient_user_id")
    if element.get("recipient_type") == "group":
        names = ("recipient_participant_id", "recipient_participant_user_id")
    pricing, conversation = inner(element, "pricing"), inner(element, "conversation")
    errors = element.get("errors")
    error = errors[0] if isinstance(errors, list) and errors else {}
    return Status(
        **told,
        **_business(value),
        message_id=required(element.get("id")),
        person=recipient(*(element.get(name) for name in names)),
        status=required(element.get("status")),
        category=plain(pricing, "category"),
        pricing_model=plain(pricing, "pricing_model"),
        pricing_type=plain(pricing, "type"),
        conversation_id=plain(conversation, "id"),
        origin=plain(inner(conversation, "origin"), "type"),
        expires_at=expiry(conversation.get("expiration_timestamp"), told["place"]),
        error_code=plain(error, "code") or "",
        error_title=plain(error, "title")
        or plain(error, "message")
        or plain(inner(error, "error_data"), "details"),
    )


def _preference(told: dict, _value: dict, element: dict) -> Preference:
    return Preference(
        **told,
        person=somebody(element.get("wa_id"), element.get("user_id")),
        category=plain(element, "category"),
        value=required(element.get("value")),
    )


def _business(value: dict) -> dict[str, str]:
    metadata = inner(value, "metadata")
    own = plain(metadata, "display_phone_number") or ""
    return {
        "business_number": plain(metadata, "phone_number_id") or "",
        "own_phone": "".join(letter for letter in own if letter in "0123456789"),
    }
