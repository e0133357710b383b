"""WhatsApp messages: one per provider id, with its time, its ranked status and its category."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tests.oracle.elements import DELIVERED, KNOWN_STATUSES, BillingEvent, Message, Status
from tests.oracle.glific import versions
from tests.oracle.glific_messages import SOURCE as GLIFIC
from tests.oracle.glific_messages import MessageRow
from tests.oracle.persons import is_simulator
from tests.oracle.tenants import Tenants

TEMPLATE_CATEGORIES = (
    "marketing",
    "marketing_lite",
    "utility",
    "authentication",
    "authentication-international",
    "authentication_international",
)

MessageKey = tuple[str, str, str]


@dataclass(frozen=True)
class CountedMessage:
    """One message of a tenant after duplicates, judged by all that is known of it."""

    source: str
    tenant_id: str
    message_id: str
    direction: str
    occurred_at: datetime
    kind: str  # "counted", "excluded_simulator" or "excluded_meta"
    business_number: str
    contact_id: str | None
    phone: str | None
    is_template: bool
    category: str
    priced_as: str | None
    is_failed: bool
    error_code: str
    error_title: str | None
    failed_at: datetime | None
    delivered_at: datetime | None
    has_referral: bool = False
    statuses: tuple[Status, ...] = ()

    @property
    def is_counted(self) -> bool:
        """Whether it is a message between the business and somebody else."""
        return self.kind == "counted"

    @property
    def is_delivered(self) -> bool:
        """Whether the business reached its contact with it."""
        return self.direction == "outbound" and self.delivered_at is not None


def message_key(element: Message | Status | BillingEvent) -> MessageKey:
    """What identifies a message: its id within a tenant and source."""
    return element.source, element.tenant_id, element.message_id


def told_messages(
    unique: Iterable[Message], statuses: Iterable[Status], billing: Iterable[BillingEvent]
) -> list[CountedMessage]:
    """Messages that webhooks tell: the delivered elements, and those known from statuses alone."""
    told = {message_key(message): message for message in unique}
    known = _by_message(status for status in statuses if status.status in KNOWN_STATUSES)
    deducted = _by_message(billing)
    return [
        _judge(told.get(key), known.get(key, []), deducted.get(key, []))
        for key in told.keys() | known.keys()
    ]


def _by_message(elements: Iterable[Status | BillingEvent]) -> dict[MessageKey, list]:
    groups = defaultdict(list)
    for element in sorted(elements, key=lambda item: (item.occurred_at, item.place)):
        groups[message_key(element)].append(element)
    return groups


def _judge(
    element: Message | None, statuses: list[Status], billing: list[BillingEvent]
) -> CountedMessage:
    """One message from its element, if there is one, and its known statuses in order of time."""
    sent = [status for status in statuses if status.status == "sent"]
    told_by = element or (sent or statuses)[0]
    category = _first_category(statuses) or _first_category(billing)
    is_template = category in TEMPLATE_CATEGORIES
    failures = [status for status in statuses if status.status == "failed"]
    deliveries = [status.occurred_at for status in statuses if status.status in DELIVERED]
    is_failed = bool(failures) and not deliveries
    return CountedMessage(
        source=told_by.source,
        tenant_id=told_by.tenant_id,
        message_id=told_by.message_id,
        direction="outbound" if element is None else element.direction,
        occurred_at=told_by.occurred_at,
        kind=_kind(told_by.person.phone, is_own=told_by.person.phone == told_by.own_phone),
        business_number=told_by.business_number,
        contact_id=told_by.person.contact_id,
        phone=told_by.person.phone,
        is_template=is_template,
        category=category or "service",
        priced_as=category,
        is_failed=is_failed,
        error_code=failures[-1].error_code if is_failed else "",
        error_title=failures[-1].error_title if is_failed else None,
        failed_at=failures[-1].occurred_at if is_failed else None,
        delivered_at=deliveries[0] if deliveries else None,
        has_referral=element is not None and element.has_referral,
        statuses=tuple(statuses),
    )


def _first_category(elements: list[Status] | list[BillingEvent]) -> str | None:
    categories = [element.category for element in elements if element.category is not None]
    return categories[0] if categories else None


def exported_messages(rows: Iterable[MessageRow], tenants: Tenants) -> list[CountedMessage]:
    """Messages that Glific exports: each as its newest row says, ranked over all its rows."""
    return [_judge_exported(of_one_message, tenants) for of_one_message in versions(rows)]


def _judge_exported(rows: list[MessageRow], tenants: Tenants) -> CountedMessage:
    row = rows[-1]
    seen = {status for version in rows for status in version.statuses}
    is_failed = "failed" in seen and not seen & {"delivered", "read"}
    failures = [version for version in rows if "failed" in version.statuses]
    occurred_at = tenants.to_utc(row.tenant_id, row.occurred_at)
    is_own = row.contact_phone == row.business_number or (
        row.sender_phone is not None and row.sender_phone == row.receiver_phone
    )
    return CountedMessage(
        source=GLIFIC,
        tenant_id=row.tenant_id,
        message_id=row.row_id,
        direction=row.direction,
        occurred_at=occurred_at,
        kind=_kind(row.contact_phone, is_own=is_own),
        business_number=row.business_number,
        contact_id=row.contact_phone,
        phone=row.contact_phone,
        is_template=row.is_template,
        category="template" if row.is_template else "service",
        priced_as=None,
        is_failed=is_failed,
        error_code=failures[-1].error_code if is_failed else "",
        error_title=failures[-1].error_title if is_failed else None,
        failed_at=tenants.to_utc(row.tenant_id, row.inserted_at) if is_failed else None,
        # A source without delivery statuses: what did not fail was delivered when it was sent.
        delivered_at=occurred_at if row.direction == "outbound" and not is_failed else None,
    )


def _kind(phone: str | None, *, is_own: bool) -> str:
    if is_simulator(phone):
        return "excluded_simulator"
    return "excluded_meta" if is_own else "counted"
