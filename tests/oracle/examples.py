"""Small logs written by hand, and picking rows out of what becomes of them."""

from __future__ import annotations

from collections.abc import Collection

from tests.oracle import landing_zone, marts

DAY = "2026-03-28"


def event(event_id: str | None, name: str, at: str, **fields: object) -> dict:
    """A chat event of customer c in module m of process p; `at` may be a mere time of `DAY`."""
    return {
        "event_id": event_id,
        "tenant_id": "t",
        "event_name": name,
        "occurred_at": at if at.endswith("Z") else f"{DAY}T{at}Z",
        "customer_id": "c",
        "process_id": "p",
        "module_id": "m",
        **fields,
    }


def of_events(
    *events: dict,
    timezone: str = "UTC",
    day: str = DAY,
    custom_events: Collection[str] = (),
) -> dict[str, list[dict]]:
    """The marts of these events, all delivered in one file."""
    tenant = {"tenant_id": "t", "tenant_name": "T", "reporting_timezone": timezone}
    return marts(
        landing_zone(
            ("tenants", day, "tenants.jsonl", [tenant]),
            ("chat_events", day, "events.jsonl", list(events)),
        ),
        custom_events,
    )


def only(rows: list[dict], **wanted: object) -> dict:
    """The one row that has these values."""
    found = [row for row in rows if all(row[name] == value for name, value in wanted.items())]
    assert len(found) == 1, found
    return found[0]
