"""The landing zone of the homes that faults are injected into: a few days of a small giveaway."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

TENANT, PROCESS = "acme", "game"
FIRST_DAY, LAST_DAY, NEXT_DAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)
EMAIL = "anna.muster@example.org"
CUSTOMERS = ("anna-of-acme", "ben-of-acme", "carla-of-acme", "dora-of-acme")


def event(number: int, name: str, customer: str | None, **fields: object) -> dict:
    """A chat event of the day before the first landing day."""
    return {
        "event_id": f"e{number}",
        "tenant_id": TENANT,
        "event_name": name,
        "occurred_at": f"2026-03-01T{number // 3600:02}:{number // 60 % 60:02}:{number % 60:02}Z",
        "customer_id": customer,
        "process_id": PROCESS,
        "module_id": "hello",
    } | fields


def _first_day() -> list[dict]:
    anna, ben, *_ = CUSTOMERS
    return [
        event(0, "start", anna),
        event(1, "email_updated", anna, payload={"email": EMAIL, "first_name": "Anna"}),
        event(2, "sign_up", anna, payload={"email": EMAIL, "message": "a word of Anna"}),
        *(event(10 + n, "participation", name) for n, name in enumerate(CUSTOMERS)),
        event(20, "nps_survey_score_9", anna),
        event(21, "nps_survey_free_text_answered", anna, payload={"text": "kind words"}),
        event(22, "snapshot_image_uploaded", ben, payload={"file_url": "https://example.org/22"}),
        event(23, "end", anna),
        {"tenant_id": TENANT, "event_name": "start", "occurred_at": "never"},
    ]


def _last_day() -> list[dict]:
    # Enough for files that no short write can hold, with values that compress badly.
    chatter = (
        event(1000 + n, "interaction", f"visitor-{n * 2654435761 % 2**32:08x}") for n in range(3000)
    )
    return [event(30, "start", CUSTOMERS[1]), event(31, "end", CUSTOMERS[1]), *chatter]


def deliver(home: Path, day: date, name: str, records: list[dict], source: str = "chat_events"):
    """Write a landing file; gives its path."""
    folder = home / "landing" / source / f"dt={day}"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


def deliver_all(home: Path) -> None:
    """Write what the homes begin with."""
    tenant = {"tenant_id": TENANT, "reporting_timezone": "Europe/Berlin"}
    deliver(home, FIRST_DAY, "tenants.jsonl", [tenant], source="tenants")
    deliver(home, FIRST_DAY, "game.jsonl", _first_day())
    deliver(home, LAST_DAY, "chatter.jsonl", _last_day())


def deliver_more(home: Path) -> Path:
    """Write what is new for the next run."""
    more = [event(40, "start", CUSTOMERS[2]), event(41, "end", CUSTOMERS[2])]
    chatter = [
        event(9000 + n, "interaction", f"late-{n * 2246822519 % 2**32:08x}") for n in range(3000)
    ]
    return deliver(home, NEXT_DAY, "more.jsonl", [*more, *chatter])
