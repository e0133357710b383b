"""Journeys written by hand: who enters and leaves what, and what they do meanwhile."""

from __future__ import annotations

from datetime import datetime

from tests.oracle.landing import LandingZone
from tests.oracle.talk import at, of, zone_of


def definition(journey_id: str = "j", window: float | None = 0, **fields: object) -> dict:
    """A journey that leads to a purchase, counted so many seconds after the exit."""
    return {
        "tenant_id": "t",
        "journey_id": journey_id,
        "conversion_event": "purchase",
        "stop_counting_after_exit_seconds": window,
        **fields,
    }


def told(
    event_id: str | None,
    event_type: str,
    moment: datetime,
    entry_id: str = "e1",
    user_id: str = "u",
    journey_id: str = "j",
    **fields: object,
) -> dict:
    """A record of a journey."""
    return {
        "event_id": event_id,
        "tenant_id": "t",
        "journey_id": journey_id,
        "user_id": user_id,
        "entry_id": entry_id,
        "event_type": event_type,
        "occurred_at": f"{moment} UTC",
        **fields,
    }


def did(
    event_id: str | None,
    moment: datetime,
    name: str = "purchase",
    user_id: str = "u",
    **attributes: object,
) -> dict:
    """Something that a user did."""
    return {
        "event_id": event_id,
        "tenant_id": "t",
        "user_id": user_id,
        "event_name": name,
        "occurred_at": f"{moment} UTC",
        "attributes": attributes or None,
    }


def chatted(event_id: str, moment: datetime, name: str = "purchase", **fields: object) -> dict:
    """A chat event of the user, customer there."""
    return {
        "event_id": event_id,
        "tenant_id": "t",
        "customer_id": "u",
        "event_name": name,
        "occurred_at": f"{moment} UTC",
        **fields,
    }


def zone_with(*records: dict, timezone: str = "UTC", **sources: list) -> LandingZone:
    """A landing zone of these records, each in the file of its source, in their order."""
    for record in records:
        sources.setdefault(_source(record), []).append(record)
    return zone_of(timezone, **sources)


def of_records(*records: dict, timezone: str = "UTC", **sources: list) -> dict[str, list[dict]]:
    """The marts of these records."""
    for record in records:
        sources.setdefault(_source(record), []).append(record)
    return of(timezone, **sources)


def _source(record: dict) -> str:
    if "customer_id" in record:
        return "chat_events"
    if "event_name" in record:
        return "user_events"
    return "journey_events" if "entry_id" in record else "journeys"


def span(entry_id: str = "e1", start: float = 0, end: float | None = 1, **fields: object) -> list:
    """An entry from and to so many hours after noon; still active without an end."""
    records = [told(f"{entry_id} in", "entered", at(start), entry_id, **fields)]
    if end is not None:
        records.append(told(f"{entry_id} out", "exited", at(end), entry_id, **fields))
    return records


def credited(found: dict[str, list[dict]]) -> dict[str, str]:
    """The entries that are credited with a conversion, and the event it is."""
    return {
        row["entry_id"]: row["conversion_event_id"]
        for row in found["fct_journey_entries"]
        if row["is_converted"]
    }
