"""Gupshup callbacks: messages, what became of them, opt-ins and opt-outs, deductions."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from tests.oracle.elements import (
    BillingEvent,
    Message,
    OptEvent,
    Status,
    expiry,
    inner,
    plain,
)
from tests.oracle.landing import LandingZone
from tests.oracle.persons import somebody
from tests.oracle.records import FileLoad, Place, read
from tests.oracle.values import (
    UnreadableError,
    identifier,
    required,
    unix_milliseconds,
    unix_seconds,
)

SOURCE = "gupshup"
# What a deduction's `type` may say when it is no category.
PRICING_TYPES = ("regular", "free_customer_service", "free_entry_point")

Linked = TypeVar("Linked", Status, BillingEvent)


@dataclass
class Callbacks:
    """What all accepted callbacks tell."""

    messages: list[Message] = field(default_factory=list)
    statuses: list[Status] = field(default_factory=list)
    opt_events: list[OptEvent] = field(default_factory=list)
    billing_events: list[BillingEvent] = field(default_factory=list)


def read_callbacks(zone: LandingZone) -> tuple[Callbacks, list[FileLoad]]:
    """What the accepted callbacks tell, and the counts per file (callbacks, never elements)."""
    told, loads = read(zone, SOURCE, _callback)
    found = Callbacks()
    kept = {
        Message: found.messages,
        Status: found.statuses,
        OptEvent: found.opt_events,
        BillingEvent: found.billing_events,
    }
    for element in told:
        if element is not None:
            kept[type(element)].append(element)
    return found, loads


def _callback(fields: dict, place: Place) -> Message | Status | OptEvent | BillingEvent | None:
    """The one element of a callback; None if it is unusable, or of a type nobody uses."""
    kind = required(fields.get("type"))
    parsers = {
        "message": _message,
        "message-event": _status,
        "user-event": _opt_event,
        "billing-event": _billing_event,
    }
    if kind not in parsers:
        return None
    payload = inner(fields, "payload")
    try:
        told = {
            "source": SOURCE,
            "place": place,
            "tenant_id": required(fields.get("app")),
            "occurred_at": _occurred_at(fields, payload, place),
        }
        return parsers[kind](told, payload)
    except UnreadableError:
        return None


def _occurred_at(fields: dict, payload: dict, place: Place) -> datetime:
    own = inner(payload, "payload").get("ts")
    if own is not None:
        return unix_seconds(own, place.landing_day)
    return unix_milliseconds(fields.get("timestamp"), place.landing_day)


def _business(told: dict) -> dict[str, str]:
    return {"business_number": told["tenant_id"], "own_phone": ""}


def _message(told: dict, payload: dict) -> Message:
    sender = inner(payload, "sender")
    return Message(
        **told,
        **_business(told),
        message_id=required(payload.get("id")),
        person=somebody(payload.get("source") or sender.get("phone"), sender.get("userId")),
        direction="inbound",
        has_referral=isinstance(payload.get("referral"), dict),
    )


def _status(told: dict, payload: dict) -> Status:
    details = inner(payload, "payload")
    pricing, conversation = inner(payload, "pricing"), inner(payload, "conversation")
    ids = _ids(payload)
    ids["linked_id"] = ids["linked_id"] or plain(details, "whatsappMessageId")
    return Status(
        **told,
        **_business(told),
        **ids,
        person=somebody(payload.get("destination"), payload.get("userId")),
        status=required(payload.get("type")),
        category=plain(pricing, "category"),
        pricing_model=plain(pricing, "policy"),
        pricing_type=plain(pricing, "type"),
        conversation_id=plain(conversation, "id"),
        origin=plain(conversation, "type"),
        expires_at=expiry(conversation.get("expiresAt"), told["place"]),
        error_code=plain(details, "code") or "",
        error_title=plain(details, "reason"),
    )


def _opt_event(told: dict, payload: dict) -> OptEvent:
    return OptEvent(
        **told,
        person=somebody(payload.get("phone"), payload.get("userId")),
        event_type=required(payload.get("type")),
    )


def _billing_event(told: dict, payload: dict) -> BillingEvent:
    deductions = inner(payload, "deductions")
    kind = plain(deductions, "type")
    return BillingEvent(
        **told,
        **_ids(inner(payload, "references")),
        category=plain(deductions, "category") or (None if kind in PRICING_TYPES else kind),
    )


def _ids(holder: dict) -> dict:
    """The id by which the message was sent, else WhatsApp's own, which else stands beside it."""
    own = identifier(holder.get("gsId"))
    if own is None:
        return {"message_id": required(holder.get("id")), "is_own_id": False, "linked_id": None}
    return {"message_id": own, "is_own_id": True, "linked_id": plain(holder, "id")}


def by_sent_id(elements: list[Linked], events: list[Status | BillingEvent]) -> list[Linked]:
    """The elements, those that know their message by WhatsApp's id alone under its own id.

    `events` are all that can tell which two ids are the same message.
    """
    sent_ids: dict[tuple[str, str], str] = {}
    for event in events:
        if event.linked_id is not None:
            known_as = (event.tenant_id, event.linked_id)
            sent_ids[known_as] = min(event.message_id, sent_ids.get(known_as, event.message_id))
    return [
        element
        if element.is_own_id
        else replace(
            element,
            message_id=sent_ids.get((element.tenant_id, element.message_id), element.message_id),
        )
        for element in elements
    ]
