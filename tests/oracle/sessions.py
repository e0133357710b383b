"""Derived chat sessions."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

from tests.oracle.chat import Chat, ChatEvent

LONGEST_PAUSE = timedelta(minutes=30)
INTERACTIONS = ("session_interacted", "interaction")


def sessions(chat: Chat) -> list[dict]:
    """`fct_sessions` without `session_id`, whose form is the project's own business."""
    rows = []
    for (tenant_id, customer_id), events in by_customer(chat).items():
        for session in _split(events):
            first, last = session[0], session[-1]
            rows.append(
                {
                    "tenant_id": tenant_id,
                    "customer_id": customer_id,
                    "process_id": first.process_id,
                    "started_at": first.occurred_at,
                    "ended_at": last.occurred_at,
                    "session_date": chat.day(first),
                    "events": len(session),
                    "is_interacted": any(event.event_name in INTERACTIONS for event in session),
                }
            )
    return rows


def by_customer(chat: Chat) -> dict[tuple[str, str], list[ChatEvent]]:
    """The ordered events of each (tenant, customer)."""
    groups = defaultdict(list)
    for event in chat.events:
        if event.customer_id is not None:
            groups[event.tenant_id, event.customer_id].append(event)
    return groups


def _split(events: list[ChatEvent]) -> list[list[ChatEvent]]:
    found: list[list[ChatEvent]] = []
    for event in events:
        if not found or event.occurred_at - found[-1][-1].occurred_at > LONGEST_PAUSE:
            found.append([])
        found[-1].append(event)
    return found
