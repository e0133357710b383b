"""Loyalty points, and the days of the customers who have them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from tests.oracle.chat import Chat, ChatEvent
from tests.oracle.values import lenient_number

# From here on a number is none of points, nor a position.
ABSURD = 1e12
MILLIONTH = Decimal("0.000001")


def usable(number: float | None) -> float | None:
    """The number, unless it is absurd."""
    return None if number is None or abs(number) >= ABSURD else number


def points(event: ChatEvent) -> Decimal:
    """The points an event awards, or spends (then never negative), in whole millionths."""
    if event.event_name not in ("loyalty_points_emitted", "loyalty_points_spent"):
        return Decimal(0)
    written = usable(lenient_number((event.payload or {}).get("points")))
    if written is None:
        written = usable(event.amount)
    # Binary fractions are rounded where they stand: half a millionth goes away from zero.
    millionths = Decimal((written or 0.0) * 1e6).to_integral_value(ROUND_HALF_UP)
    signed = millionths * MILLIONTH
    return abs(signed) if event.event_name == "loyalty_points_spent" else signed


def total_points(events: Iterable[ChatEvent]) -> float:
    """The points of the events, added up exactly."""
    return float(sum((points(event) for event in events), Decimal(0)))


def customer_days(chat: Chat) -> list[dict]:
    """`fct_customer_days`: what each customer did, by event name, module and local date."""
    groups = defaultdict(list)
    for event in chat.events:
        if event.customer_id is not None:
            key = (
                event.tenant_id,
                event.process_id,
                event.module_id,
                event.event_name,
                event.customer_id,
                chat.day(event),
            )
            groups[key].append(event)
    return [
        {
            "tenant_id": tenant_id,
            "process_id": process_id,
            "module_id": module_id,
            "event_name": event_name,
            "customer_id": customer_id,
            "activity_date": day,
            "events": len(events),
            "points": total_points(events),
        }
        for (
            tenant_id,
            process_id,
            module_id,
            event_name,
            customer_id,
            day,
        ), events in groups.items()
    ]
