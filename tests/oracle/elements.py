"""What the webhooks of WhatsApp providers tell: messages, statuses, choices, deductions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.oracle.persons import Person
from tests.oracle.records import Place
from tests.oracle.values import (
    EARLIEST,
    UnreadableError,
    identifier,
    landing_day_limit,
    unix_moment,
)

DELIVERED = ("delivered", "read", "played")
KNOWN_STATUSES = ("enqueued", "sent", "failed", *DELIVERED)
FREE_ENTRY_NAMES = ("referral_conversion", "FEP")


@dataclass(frozen=True, kw_only=True)
class Element:
    """Anything that a webhook tells of a tenant at a time."""

    source: str
    place: Place
    tenant_id: str
    occurred_at: datetime


@dataclass(frozen=True, kw_only=True)
class Message(Element):
    """A message as its own webhook tells it, inbound or (an echo) outbound."""

    business_number: str
    own_phone: str
    message_id: str
    person: Person
    direction: str
    has_referral: bool = False


@dataclass(frozen=True, kw_only=True)
class Status(Element):
    """What became of an outbound message, with what the provider says of its conversation.

    `linked_id` is the id that WhatsApp knows the message by, where the provider has its own;
    `is_own_id` says whether the message is told by the provider's own id for certain.
    """

    business_number: str
    own_phone: str
    message_id: str
    is_own_id: bool = True
    linked_id: str | None = None
    person: Person
    status: str
    category: str | None = None
    pricing_model: str | None = None
    pricing_type: str | None = None
    conversation_id: str | None = None
    origin: str | None = None
    expires_at: datetime | None = None
    error_code: str = ""
    error_title: str | None = None

    @property
    def is_free_entry(self) -> bool:
        """Whether the provider says that the conversation came from an advertisement or page."""
        named = self.origin in FREE_ENTRY_NAMES or self.category in FREE_ENTRY_NAMES
        return named or "free_entry_point" in (self.pricing_type or "")

    @property
    def is_authoritative(self) -> bool:
        """Whether its conversation id is one that the provider priced by."""
        priced = self.pricing_model == "CBP" or self.is_free_entry
        return self.conversation_id is not None and priced


@dataclass(frozen=True, kw_only=True)
class Preference(Element):
    """What somebody wants of marketing messages (or of something else)."""

    person: Person
    category: str | None
    value: str


@dataclass(frozen=True, kw_only=True)
class OptEvent(Element):
    """An opt-in, an opt-out, or another word about a user."""

    person: Person
    event_type: str


@dataclass(frozen=True, kw_only=True)
class BillingEvent(Element):
    """What the provider deducted for a message."""

    message_id: str
    is_own_id: bool
    linked_id: str | None
    category: str | None


def plain(holder: object, key: str) -> str | None:
    """A text that says more than it has to; whatever is no text is missing."""
    try:
        return identifier(holder.get(key)) if isinstance(holder, dict) else None
    except UnreadableError:
        return None


def inner(holder: object, *keys: str) -> dict:
    """The object below those keys, an empty one if there is none."""
    for key in keys:
        holder = holder.get(key) if isinstance(holder, dict) else None
    return holder if isinstance(holder, dict) else {}


def expiry(value: object, place: Place) -> datetime | None:
    """The end of a conversation; one that no record of that landing day can have says nothing."""
    try:
        moment = unix_moment(value)
    except UnreadableError:
        return None
    latest = landing_day_limit(place.landing_day) + timedelta(days=4)
    return moment if EARLIEST <= moment <= latest else None
