"""WhatsApp messages: one per provider id, their times, their ranked status, daily counts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from tests.oracle.landing import LandingZone
from tests.oracle.records import earliest
from tests.oracle.tenants import Tenants, days_through
from tests.oracle.whatsapp import Message, Status, read_bodies

SIMULATOR_PREFIX = "9876543210"
DELIVERED = ("delivered", "read", "played")
KNOWN = ("enqueued", "sent", "failed", *DELIVERED)
TEMPLATE_CATEGORIES = (
    "marketing",
    "marketing_lite",
    "utility",
    "authentication",
    "authentication-international",
    "authentication_international",
)


@dataclass(frozen=True)
class CountedMessage:
    """One message of a tenant after duplicates, judged by all its statuses."""

    tenant_id: str
    message_id: str
    direction: str
    occurred_at: datetime
    kind: str  # "counted", "excluded_simulator" or "excluded_meta"
    is_template: bool
    is_failed: bool


class WhatsApp:
    """The messages that count, and the calendar of each tenant's WhatsApp series."""

    def __init__(self, zone: LandingZone) -> None:
        self.tenants = Tenants(zone)
        bodies = read_bodies(zone)[0]
        self.elements = [message for body in bodies for message in body.messages]
        self.statuses = [status for body in bodies for status in body.statuses]
        self._preferences = [item for body in bodies for item in body.preferences]
        self.unique, self.duplicates = earliest(self.elements, key=self._key)

    def _key(self, element: Message | Status) -> tuple[str, str]:
        return self.tenants.of_business_account(element.account_id), element.message_id

    def last_days(self) -> dict[str, date]:
        """Per tenant, the last local day with any accepted message, status or preference."""
        last: dict[str, date] = {}
        for item in (*self.elements, *self.statuses, *self._preferences):
            tenant_id = self.tenants.of_business_account(item.account_id)
            day = self.tenants.local_date(tenant_id, item.occurred_at)
            last[tenant_id] = max(day, last.get(tenant_id, day))
        return last

    def messages(self) -> list[CountedMessage]:
        """Every message: the delivered elements, and those known from statuses alone."""
        statuses = defaultdict(list)
        for status in sorted(self.statuses, key=lambda item: (item.occurred_at, item.place)):
            if status.status in KNOWN:
                statuses[self._key(status)].append(status)
        elements = {self._key(message): message for message in self.unique}
        return [
            _judge(key, elements.get(key), statuses[key])
            for key in {**elements, **dict.fromkeys(list(statuses))}
        ]


def _judge(key: tuple[str, str], element: Message | None, statuses: list[Status]) -> CountedMessage:
    """One message from its element, if there is one, and its known statuses in order of time."""
    seen = [status.status for status in statuses]
    categories = [status.category for status in statuses if status.category is not None]
    if element is None:
        sent = [status for status in statuses if status.status == "sent"]
        occurred_at = (sent or statuses)[0].occurred_at
    else:
        occurred_at = element.occurred_at
    known_from = element or statuses[0]
    phone = known_from.contact_phone
    return CountedMessage(
        tenant_id=key[0],
        message_id=key[1],
        direction="outbound" if element is None else element.direction,
        occurred_at=occurred_at,
        kind=_kind(phone, known_from.own_phone),
        is_template=bool(categories) and categories[0] in TEMPLATE_CATEGORIES,
        is_failed="failed" in seen and not any(status in DELIVERED for status in seen),
    )


def _kind(phone: str | None, own_phone: str) -> str:
    if phone is not None and phone.startswith(SIMULATOR_PREFIX):
        return "excluded_simulator"
    if phone is not None and phone == own_phone:
        return "excluded_meta"
    return "counted"


def messages_daily(whatsapp: WhatsApp) -> list[dict]:
    """`fct_messages_daily`: one row per tenant and day, from its first message on."""
    found, first = defaultdict(list), {}
    for message in whatsapp.messages():
        day = whatsapp.tenants.local_date(message.tenant_id, message.occurred_at)
        found[message.tenant_id, day].append(message)
        first[message.tenant_id] = min(day, first.get(message.tenant_id, day))
    last = whatsapp.last_days()
    return [
        {"tenant_id": tenant_id, "message_date": day} | _counts(found[tenant_id, day])
        for tenant_id in first
        for day in days_through(first[tenant_id], last[tenant_id])
    ]


def _counts(messages: list[CountedMessage]) -> dict:
    counted = [message for message in messages if message.kind == "counted"]
    outbound = [message for message in counted if message.direction == "outbound"]
    return {
        "inbound": len(counted) - len(outbound),
        "outbound": len(outbound),
        "hsm": sum(message.is_template for message in outbound),
        "errors": sum(message.is_failed for message in outbound),
        "excluded_meta": sum(message.kind == "excluded_meta" for message in messages),
        "excluded_simulator": sum(message.kind == "excluded_simulator" for message in messages),
    }
