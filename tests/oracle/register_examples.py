"""Registers written by hand: what customers tell, win and redeem, and when it is looked at."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from tests.oracle import Decisions, marts
from tests.oracle.talk import START, zone_of

# What there is was delivered late enough for everything, and is looked at when it happened.
TODAY = date(2026, 3, 28)
AS_OF = datetime(2026, 3, 29)
MICROSECOND = timedelta(microseconds=1)


def told(
    event_id: str | None,
    name: str,
    moment: datetime = START,
    customer_id: str | None = "c",
    payload: dict | str | None = None,
    **fields: object,
) -> dict:
    """A chat event of a customer of process p."""
    return {
        "event_id": event_id,
        "tenant_id": "t",
        "event_name": name,
        "occurred_at": f"{moment} UTC",
        "customer_id": customer_id,
        "process_id": "p",
        "payload": payload,
        **fields,
    }


def uploaded(code: object, moment: datetime = START, process_id: str = "p", **fields) -> dict:
    """An uploaded code."""
    return {
        "tenant_id": "t",
        "process_id": process_id,
        "code": code,
        "uploaded_at": f"{moment} UTC",
        **fields,
    }


def seen(
    *events: dict,
    as_of: date | None = TODAY,
    retained_as_of: date | None = None,
    decisions: Decisions | None = None,
    timezone: str = "UTC",
    **sources: list,
) -> dict[str, list[dict]]:
    """The marts of these events, as they are at the end of a day."""
    return marts(
        zone_of(timezone, chat_events=list(events), **sources),
        (),
        as_of,
        retained_as_of=retained_as_of,
        decisions=decisions,
    )


def days_before(days: int, moment: datetime = AS_OF) -> datetime:
    """So many days earlier."""
    return moment - timedelta(days=days)
