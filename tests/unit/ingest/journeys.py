"""A record of each source of journeys, and what the lake holds of it."""

from __future__ import annotations

from datetime import datetime

JOURNEY_SOURCES = {
    "journeys": "definitions", "journey_events": "events", "user_events": "events",
}  # fmt: skip
WRITTEN = "2026-01-01T10:00:00Z"
WHEN = datetime(2026, 1, 1, 10)

RECORDS: dict[str, dict] = {
    "journeys": {
        "tenant_id": "acme", "journey_id": "j-1", "journey_name": "Welcome", "valid_from": WRITTEN,
        "conversion_event": "order_placed",
        "conversion_filters": {"value": 42, "category": {"b": [1, None], "a": "é"}},
        "stop_counting_after_exit_seconds": 86400,
        "steps": [
            {"step_id": "s-1", "step_name": "Hello", "channel": "push", "position": 1},
            {"step_id": "s-2", "step_name": "Offer", "channel": "email", "position": 2.5},
        ],
    },
    "journey_events": {
        "event_id": "i-1", "tenant_id": "acme", "journey_id": "j-1", "user_id": "u-1",
        "entry_id": "n-1", "event_type": "failed", "occurred_at": WRITTEN, "step_id": "s-1",
        "channel": "push", "platform": "ios", "action_name": "Shown", "trigger_event_id": "t-1",
        "reason": "token expired", "payload": {"b": 1, "a": 2},
    },
    "user_events": {
        "event_id": "e-1", "tenant_id": "acme", "user_id": "u-1", "event_name": "order_placed",
        "occurred_at": WRITTEN, "attributes": {"value": 42, "category": "coffee"},
    },
}  # fmt: skip

EXPECTED: dict[str, dict] = {
    "journeys": RECORDS["journeys"] | {
        "valid_from": WHEN,
        "conversion_filters": r'{"category":{"a":"\u00e9","b":[1,null]},"value":42}',
        "stop_counting_after_exit_seconds": 86400.0,
        "steps": '[{"step_id":"s-1","step_name":"Hello","channel":"push","position":1.0},'
                 '{"step_id":"s-2","step_name":"Offer","channel":"email","position":2.5}]',
    },
    "journey_events": RECORDS["journey_events"] | {
        "occurred_at": WHEN, "payload": '{"b":1,"a":2}',
    },
    "user_events": RECORDS["user_events"] | {
        "occurred_at": WHEN, "attributes": '{"value":42,"category":"coffee"}',
    },
}  # fmt: skip


def record(source: str, **fields: object) -> dict:
    """Return a record of a source."""
    return RECORDS[source] | fields


def expected(source: str, **fields: object) -> dict:
    """Return what the lake holds of `record(source)`, without where it came from and keys."""
    return EXPECTED[source] | fields


def without_place(found: dict) -> dict:
    """Drop what `expected` leaves out."""
    dropped = ("landing_day", "file_name", "line", "event_key")
    return {name: value for name, value in found.items() if name not in dropped}
