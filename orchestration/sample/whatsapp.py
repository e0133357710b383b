"""WhatsApp messages of one business account: who writes what to whom, when, and how it ends."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from orchestration.sample.calendar import NEVER, LocalTime, Window, draw_starts
from orchestration.sample.people import PHONE_COUNT, phone_of
from orchestration.sample.world import WhatsAppAccount

NO_CATEGORY = -1
CATEGORIES = ("service", "marketing", "utility", "authentication", "referral_conversion")
SERVICE, MARKETING, UTILITY, AUTHENTICATION, REFERRAL = range(5)
TEMPLATES = (MARKETING, UTILITY, AUTHENTICATION)
INBOUND, OUTBOUND, ECHO = range(3)

#: Fates of an outbound message with their shares.
FATES = {
    "read": 0.5,
    "read_at_once": 0.06,
    "delivered": 0.28,
    "sent": 0.09,
    "rejected": 0.025,
    "failed": 0.03,
    "failed_then_delivered": 0.015,
}
FATE_NAMES = tuple(FATES)
#: After this time every message has met its fate, reading apart.
SETTLED_SECONDS = 120
FAILED_FATES = tuple(FATE_NAMES.index(name) for name in ("rejected", "failed"))
DELIVERED_FATES = tuple(
    FATE_NAMES.index(name)
    for name in ("read", "read_at_once", "delivered", "failed_then_delivered")
)
REJECTED = FATE_NAMES.index("rejected")

_MESSAGES_PER_THREAD = 4.3
_SIMULATOR_SHARE = 0.01
SIMULATOR_PHONE = "98765432101"
_USER_ID_SHARE = 0.02
_CONTACTS_PER_MESSAGE = 0.12

#: Whose number a message names: a person, the simulator, or the business itself.
PERSON, SIMULATOR, OWN = range(3)


@dataclass(frozen=True)
class Messages:
    """The messages of one account in order of time, as columns of equal length.

    `second` is the time of an inbound message or of the first status of an outbound one (Unix
    seconds). `category` points into CATEGORIES, `fate` into FATES (outbound only).
    """

    account: WhatsAppAccount
    second: np.ndarray
    direction: np.ndarray
    contact: np.ndarray
    contact_kind: np.ndarray
    category: np.ndarray
    fate: np.ndarray
    has_referral: np.ndarray

    @property
    def tenant_id(self) -> str:
        """The tenant that the account's messages belong to."""
        return self.account.tenant_id or self.account.account_id

    def has_user_id_only(self) -> np.ndarray:
        """Messages of contacts who hide their phone number behind a user id."""
        every = round(1 / _USER_ID_SHARE)
        return (self.contact % every == 3) & (self.contact_kind == PERSON)

    def phone(self, number: int) -> str:
        """Phone number (digits) of contact `number`."""
        return phone_of(self.account.first_person + number)

    def only(self, kept: np.ndarray) -> Messages:
        """The messages where the mask `kept` is true."""
        columns = {
            field.name: getattr(self, field.name)[kept]
            for field in fields(self)
            if field.name != "account"
        }
        return replace(self, **columns)

    def answered_on_the_platform(self) -> Messages:
        """The same with echoes as ordinary outbound messages: nobody answers by hand elsewhere."""
        return replace(self, direction=np.where(self.direction == ECHO, OUTBOUND, self.direction))

    def first_seen(self, contacts: int) -> np.ndarray:
        """Time of the first message of each of `contacts` people (ms); NEVER without any."""
        first = np.full(contacts, NEVER, dtype=np.int64)
        is_person = self.contact_kind == PERSON
        np.minimum.at(first, self.contact[is_person], self.second[is_person] * 1000)
        return first


def generate_messages(
    account: WhatsAppAccount, window: Window, messages: float, generator: np.random.Generator
) -> Messages:
    """Generate about `messages` messages of one account within the window."""
    local = LocalTime(account.timezone, window)
    pool = contacts_of(messages)
    parts = [
        threads(window, local, messages * 0.66, pool, generator),
        _campaigns(window, local, round(messages * 0.26), pool, generator),
        notices(window, local, messages * 0.08, pool, generator),
        _own_number(window, generator),
    ]
    return assemble(account, window, parts, generator)


def contacts_of(messages: float) -> int:
    """How many people so many messages are with."""
    return int(np.clip(messages * _CONTACTS_PER_MESSAGE, 5, PHONE_COUNT // 2))


def assemble(
    account: WhatsAppAccount,
    window: Window,
    parts: list[tuple[np.ndarray, ...]],
    generator: np.random.Generator,
) -> Messages:
    """Put messages of several kinds in order of time, and draw the fate of each.

    Each part has the columns of `message_columns`; what would not settle in the window is left out.
    """
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    kept = np.flatnonzero(columns[0] < window.end_ms // 1000 - SETTLED_SECONDS)
    kept = kept[np.argsort(columns[0][kept], kind="stable")]
    second, direction, contact, contact_kind, category, has_referral = (
        column[kept] for column in columns
    )
    fate = generator.choice(len(FATES), size=len(kept), p=list(FATES.values()))
    return Messages(account, second, direction, contact, contact_kind, category, fate, has_referral)


def message_columns(
    second: np.ndarray,
    direction: int,
    contact: np.ndarray,
    contact_kind: np.ndarray,
    category: np.ndarray | int,
    has_referral: np.ndarray | bool = False,
) -> tuple[np.ndarray, ...]:
    """Messages of one direction as columns, in the order of those of `Messages`, fates apart."""
    count = len(second)
    return (
        second.astype(np.int64),
        np.full(count, direction),
        contact,
        contact_kind,
        np.full(count, category) if isinstance(category, int) else category,
        np.full(count, has_referral) if isinstance(has_referral, bool) else has_referral,
    )


def _people(count: int, pool: int, generator: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    contact = (pool * generator.random(count) ** 1.4).astype(np.int64)
    return contact, (generator.random(count) < _SIMULATOR_SHARE).astype(np.int64)


def threads(
    window: Window, local: LocalTime, messages: float, pool: int, generator: np.random.Generator
) -> tuple[np.ndarray, ...]:
    """Customers who write, one to five times, and usually get an answer each time."""
    count = max(1, round(messages / _MESSAGES_PER_THREAD))
    second = draw_starts(generator, window, local, count) // 1000
    contact, kind = _people(len(second), pool, generator)
    from_ad = (generator.random(len(second)) < 0.04) & (kind == PERSON)
    category = np.where(from_ad, REFERRAL, SERVICE)
    parts = []
    going_on = np.ones(len(second), dtype=bool)
    for exchange in range(5):
        who = np.flatnonzero(going_on)
        parts.append(
            message_columns(
                second[who],
                INBOUND,
                contact[who],
                kind[who],
                NO_CATEGORY,
                from_ad[who] if exchange == 0 else False,
            )
        )
        second = second + generator.integers(5, 900, size=len(second))
        answered = going_on & (generator.random(len(second)) < 0.9)
        by_hand = answered & (generator.random(len(second)) < 0.03) & ~from_ad
        for direction, whom in ((OUTBOUND, answered & ~by_hand), (ECHO, by_hand)):
            found = np.flatnonzero(whom)
            parts.append(
                message_columns(
                    second[found],
                    direction,
                    contact[found],
                    kind[found],
                    category[found] if direction == OUTBOUND else NO_CATEGORY,
                )
            )
        second = second + generator.integers(20, 1800, size=len(second))
        going_on &= generator.random(len(second)) < 0.58
    return tuple(np.concatenate(column) for column in zip(*parts, strict=True))


def _campaigns(
    window: Window, local: LocalTime, count: int, pool: int, generator: np.random.Generator
) -> tuple[np.ndarray, ...]:
    """Marketing templates, sent on Tuesday and Thursday mornings."""
    hours = [100.0 if hour == 10 else 0.01 for hour in range(24)]
    weekdays = (0.01, 1, 0.01, 1.3, 0.01, 0.01, 0.01)
    moments = draw_starts(generator, window, local, count, hours=hours, weekdays=weekdays)
    contact, kind = _people(count, pool, generator)
    return message_columns(moments // 1000, OUTBOUND, contact, kind, MARKETING)


def notices(
    window: Window, local: LocalTime, messages: float, pool: int, generator: np.random.Generator
) -> tuple[np.ndarray, ...]:
    """Order notices and login codes."""
    count = round(messages)
    moments = draw_starts(generator, window, local, count)
    contact, kind = _people(count, pool, generator)
    category = np.where(generator.random(count) < 0.75, UTILITY, AUTHENTICATION)
    return message_columns(moments // 1000, OUTBOUND, contact, kind, category)


def _own_number(window: Window, generator: np.random.Generator) -> tuple[np.ndarray, ...]:
    """Two messages a week that name the business's own number as the contact."""
    count = 1 + window.days * 2 // 7
    second = generator.integers(window.start_ms // 1000, window.end_ms // 1000, size=count)
    nobody = np.zeros(count, dtype=np.int64)
    return message_columns(second, INBOUND, nobody, np.full(count, OWN), NO_CATEGORY)
