"""WhatsApp messages of one business account: who writes what to whom, when, and how it ends."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orchestration.sample.calendar import LocalTime, Window, draw_starts, iso_date
from orchestration.sample.people import PHONE_COUNT, phone_of
from orchestration.sample.truth import SampleTruth
from orchestration.sample.world import WhatsAppAccount

NO_CATEGORY = -1
CATEGORIES = ("service", "marketing", "utility", "authentication", "referral_conversion")
_TEMPLATES = (1, 2, 3)
_SERVICE, _MARKETING, _UTILITY, _AUTHENTICATION, _REFERRAL = range(5)
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
_FATE_NAMES = tuple(FATES)
#: After this time every message has met its fate, reading apart.
SETTLED_SECONDS = 120
_ERRORS = ("rejected", "failed")
#: Statuses of each fate that carry a price; a rejected message never carries one.
_PRICED = tuple(name != "rejected" for name in FATES)

_MESSAGES_PER_THREAD = 4.3
_SIMULATOR_SHARE = 0.01
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


def generate_messages(
    account: WhatsAppAccount, window: Window, messages: float, generator: np.random.Generator
) -> Messages:
    """Generate about `messages` messages of one account within the window."""
    local = LocalTime(account.timezone, window)
    pool = int(np.clip(messages * _CONTACTS_PER_MESSAGE, 5, PHONE_COUNT // 2))
    parts = [
        _threads(window, local, round(messages * 0.66 / _MESSAGES_PER_THREAD), pool, generator),
        _campaigns(window, local, round(messages * 0.26), pool, generator),
        _notices(window, local, round(messages * 0.08), pool, generator),
        _own_number(window, generator),
    ]
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    kept = np.flatnonzero(columns[0] < window.end_ms // 1000 - SETTLED_SECONDS)
    kept = kept[np.argsort(columns[0][kept], kind="stable")]
    second, direction, contact, contact_kind, category, has_referral = (
        column[kept] for column in columns
    )
    fate = generator.choice(len(FATES), size=len(kept), p=list(FATES.values()))
    return Messages(account, second, direction, contact, contact_kind, category, fate, has_referral)


def _columns(
    second: np.ndarray,
    direction: int,
    contact: np.ndarray,
    contact_kind: np.ndarray,
    category: np.ndarray | int,
    has_referral: np.ndarray | bool = False,
) -> tuple[np.ndarray, ...]:
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


def _threads(
    window: Window, local: LocalTime, count: int, pool: int, generator: np.random.Generator
) -> tuple[np.ndarray, ...]:
    """Customers who write, one to five times, and usually get an answer each time."""
    second = draw_starts(generator, window, local, max(1, count)) // 1000
    contact, kind = _people(len(second), pool, generator)
    from_ad = (generator.random(len(second)) < 0.04) & (kind == PERSON)
    category = np.where(from_ad, _REFERRAL, _SERVICE)
    parts = []
    going_on = np.ones(len(second), dtype=bool)
    for exchange in range(5):
        who = np.flatnonzero(going_on)
        parts.append(
            _columns(
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
                _columns(
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
    return _columns(moments // 1000, OUTBOUND, contact, kind, _MARKETING)


def _notices(
    window: Window, local: LocalTime, count: int, pool: int, generator: np.random.Generator
) -> tuple[np.ndarray, ...]:
    """Order notices and login codes."""
    moments = draw_starts(generator, window, local, count)
    contact, kind = _people(count, pool, generator)
    category = np.where(generator.random(count) < 0.75, _UTILITY, _AUTHENTICATION)
    return _columns(moments // 1000, OUTBOUND, contact, kind, category)


def _own_number(window: Window, generator: np.random.Generator) -> tuple[np.ndarray, ...]:
    """Two messages a week that name the business's own number as the contact."""
    count = 1 + window.days * 2 // 7
    second = generator.integers(window.start_ms // 1000, window.end_ms // 1000, size=count)
    nobody = np.zeros(count, dtype=np.int64)
    return _columns(second, INBOUND, nobody, np.full(count, OWN), NO_CATEGORY)


def tell_messages(truth: SampleTruth, messages: Messages, window: Window) -> None:
    """Write down what was planted for one account, by the tenant's local date."""
    zone = truth.tenants[messages.tenant_id]["reporting_timezone"]
    days = LocalTime(zone, window).dates(messages.second * 1000)
    is_person = messages.contact_kind == PERSON
    inbound = is_person & (messages.direction == INBOUND)
    outbound = is_person & (messages.direction != INBOUND)
    has_fate = is_person & (messages.direction == OUTBOUND)
    errors = [_FATE_NAMES.index(name) for name in _ERRORS]
    counted = {
        "inbound": inbound,
        "outbound": outbound,
        "hsm": has_fate & np.isin(messages.category, _TEMPLATES) & np.array(_PRICED)[messages.fate],
        "errors": has_fate & np.isin(messages.fate, errors),
        "excluded_simulator": messages.contact_kind == SIMULATOR,
        "excluded_meta": messages.contact_kind == OWN,
    }
    daily: dict[str, dict[str, int]] = {}
    for key, mask in counted.items():
        for day, count in zip(*np.unique(days[mask], return_counts=True), strict=True):
            _day(daily, int(day))[key] = int(count)
    for key, mask in (("active_contacts", inbound), ("messaged_contacts", outbound)):
        pairs = np.unique(np.stack([days[mask], messages.contact[mask]]), axis=1)
        for day, count in zip(*np.unique(pairs[0], return_counts=True), strict=True):
            _day(daily, int(day))[key] = int(count)
    truth.whatsapp[messages.tenant_id] = daily
    truth.whatsapp_contacts[messages.tenant_id] = len(np.unique(messages.contact[is_person]))


def _day(daily: dict[str, dict[str, int]], day: int) -> dict[str, int]:
    keys = (
        "inbound",
        "outbound",
        "hsm",
        "errors",
        "excluded_simulator",
        "excluded_meta",
        "active_contacts",
        "messaged_contacts",
    )
    return daily.setdefault(iso_date(day), dict.fromkeys(keys, 0))
