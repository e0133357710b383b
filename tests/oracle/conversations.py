"""Conversations as WhatsApp Business defines them: by walking over what was delivered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tests.oracle.logs import WhatsApp
from tests.oracle.messages import CountedMessage
from tests.oracle.opened import opened_daily, opened_monthly

A_DAY = timedelta(hours=24)
FREE_ENTRY_DURATION = timedelta(hours=72)
FREE_ENTRY = "referral_conversion"
ALL = "all"


@dataclass
class Conversation:
    """One conversation of a contact with a business number."""

    category: str
    opened_at: datetime
    is_free_entry: bool = False
    provider_id: str | None = None
    messages: int = 0

    @property
    def closes_at(self) -> datetime:
        """The first moment at which it is not open any more."""
        return self.opened_at + (FREE_ENTRY_DURATION if self.is_free_entry else A_DAY)

    @property
    def rank(self) -> tuple:
        """Of several open ones, a message is in the first."""
        is_derived = self.provider_id is None
        return self.opened_at, self.category, is_derived, self.provider_id or ""

    def is_open(self, moment: datetime) -> bool:
        """Whether the moment is inside it."""
        return self.opened_at <= moment < self.closes_at


def provider_id(message: CountedMessage) -> str | None:
    """The provider's conversation that a message is in, if the provider's word counts."""
    for status in message.statuses:
        if status.is_authoritative:
            return status.conversation_id
    return None


def provider_conversation(conversation_id: str, messages: list[CountedMessage]) -> Conversation:
    """The conversation that the provider says these messages are in; one at least is delivered."""
    statuses = sorted(
        (
            status
            for message in messages
            for status in message.statuses
            if status.conversation_id == conversation_id
        ),
        key=lambda status: (status.occurred_at, status.message_id, status.place),
    )
    is_free_entry = any(status.is_free_entry for status in statuses)
    categories = [status.category for status in statuses if status.category is not None]
    if not categories:
        in_order = sorted(messages, key=lambda it: (it.occurred_at, it.message_id))
        categories = [one.priced_as for one in in_order if one.priced_as is not None]
    origins = [status.origin for status in statuses if status.origin is not None]
    ends = [status.expires_at for status in statuses if status.expires_at is not None]
    category = [*categories, *origins, "service"][0]
    conversation = Conversation(
        FREE_ENTRY if is_free_entry else category,
        min(message.delivered_at for message in messages if message.is_delivered),
        is_free_entry,
        conversation_id,
    )
    if ends:
        conversation.opened_at = min(ends) - (conversation.closes_at - conversation.opened_at)
    return conversation


def walk(messages: Iterable[CountedMessage]) -> list[Conversation]:
    """The conversations of one contact with one business number."""
    by_provider = defaultdict(list)
    for message in messages:
        if message.direction == "outbound" and provider_id(message) is not None:
            by_provider[provider_id(message)].append(message)
    provided = {
        conversation_id: provider_conversation(conversation_id, of_one)
        for conversation_id, of_one in by_provider.items()
        if any(message.is_delivered for message in of_one)
    }
    conversations = list(provided.values())
    unanswered = [message.occurred_at for message in messages if message.has_referral]
    delivered = [message for message in messages if message.is_delivered]
    for message in sorted(delivered, key=lambda it: (it.delivered_at, it.message_id)):
        now = message.delivered_at
        answered = [moment for moment in unanswered if moment <= now]
        unanswered = [moment for moment in unanswered if moment > now]
        if provider_id(message) is not None:
            provided[provider_id(message)].messages += 1
            continue
        is_entry = any(now < moment + A_DAY for moment in answered)
        opened = _opened_by(message, [one for one in conversations if one.is_open(now)], is_entry)
        if opened is not None:
            conversations.append(opened)
        _home_of(message, [one for one in conversations if one.is_open(now)]).messages += 1
    return conversations


def _opened_by(
    message: CountedMessage, still_open: list[Conversation], is_entry: bool
) -> Conversation | None:
    now = message.delivered_at
    if any(one.is_free_entry for one in still_open):
        return None
    if is_entry:
        return Conversation(FREE_ENTRY, now, is_free_entry=True)
    if message.is_template:
        is_needed = all(one.category != message.category for one in still_open)
        return Conversation(message.category, now) if is_needed else None
    return None if still_open else Conversation("service", now)


def _home_of(message: CountedMessage, still_open: list[Conversation]) -> Conversation:
    """The one conversation that a delivered message is in."""
    homes = [one for one in still_open if one.is_free_entry]
    if not homes and message.is_template:
        homes = [one for one in still_open if one.category == message.category]
    return min(homes or still_open, key=lambda one: one.rank)


@dataclass(frozen=True)
class Counted:
    """A conversation and whose it is."""

    tenant_id: str
    business_number: str
    contact_id: str
    opened_date: date
    conversation: Conversation


def all_conversations(whatsapp: WhatsApp) -> list[Counted]:
    """Every conversation of every tenant, contact and business number."""
    groups = defaultdict(list)
    for message in whatsapp.messages:
        if message.is_counted and message.contact_id is not None:
            groups[message.tenant_id, message.business_number, message.contact_id].append(message)
    return [
        Counted(*key, whatsapp.day(key[0], conversation.opened_at), conversation)
        for key, messages in groups.items()
        for conversation in walk(messages)
    ]


def conversations(whatsapp: WhatsApp) -> list[dict]:
    """`fct_conversations` without `conversation_id`, whose form is the project's own business."""
    return [
        {
            "tenant_id": counted.tenant_id,
            "business_number": counted.business_number,
            "contact_id": counted.contact_id,
            "category": counted.conversation.category,
            "method": "derived" if counted.conversation.provider_id is None else "provider",
            "opened_at": counted.conversation.opened_at,
            "closes_at": counted.conversation.closes_at,
            "opened_date": counted.opened_date,
            "messages": counted.conversation.messages,
        }
        for counted in all_conversations(whatsapp)
    ]


def _by_category(whatsapp: WhatsApp) -> dict[tuple[str, str], list[Counted]]:
    groups = defaultdict(list)
    for counted in all_conversations(whatsapp):
        for category in (counted.conversation.category, ALL):
            groups[counted.tenant_id, category].append(counted)
    return groups


def conversations_daily(whatsapp: WhatsApp) -> list[dict]:
    """`fct_conversations_daily`: by category and for all, from the first one on."""
    return [
        {
            "tenant_id": tenant_id,
            "category": category,
            "conversation_date": day,
            "conversations": count,
            "contacts": contacts,
        }
        for (tenant_id, category), day, count, contacts in opened_daily(
            whatsapp, _by_category(whatsapp)
        )
    ]


def conversations_monthly(whatsapp: WhatsApp) -> list[dict]:
    """`fct_conversations_monthly`: those opened in the month, their contacts once."""
    return [
        {
            "tenant_id": tenant_id,
            "category": category,
            "conversation_month": month,
            "conversations": count,
            "contacts": contacts,
        }
        for (tenant_id, category), month, count, contacts in opened_monthly(
            whatsapp, _by_category(whatsapp)
        )
    ]
