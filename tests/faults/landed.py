"""The landing zone of the homes that faults are injected into: a few days of a small giveaway."""

from __future__ import annotations

from datetime import date

from tests.oracle import LandingZone, landing_zone

TENANT, PROCESS = "acme", "game"
FIRST_DAY, LAST_DAY, NEXT_DAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)
EMAIL = "anna.muster@example.org"
ANNA, BEN, CARLA, DORA = CUSTOMERS = (
    "anna-of-acme", "ben-of-acme", "carla-of-acme", "dora-of-acme",
)  # fmt: skip
PERSONAL = (*CUSTOMERS, EMAIL, "kind words", "a word of Anna")


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


def _chatter(first: int, visitor: str) -> list[dict]:
    # Enough for files that no short write can hold, with values that compress badly.
    return [
        event(first + n, "interaction", f"{visitor}-{n * 2654435761 % 2**32:08x}")
        for n in range(3000)
    ]


_GAME = [
    event(0, "start", ANNA),
    event(1, "email_updated", ANNA, payload={"email": EMAIL, "first_name": "Anna"}),
    event(2, "sign_up", ANNA, payload={"email": EMAIL, "message": "a word of Anna"}),
    *(event(10 + n, "participation", name) for n, name in enumerate(CUSTOMERS)),
    event(20, "nps_survey_score_9", ANNA),
    event(21, "nps_survey_free_text_answered", ANNA, payload={"text": "kind words"}),
    event(22, "snapshot_image_uploaded", BEN, payload={"file_url": "https://example.org/22"}),
    event(23, "end", ANNA),
    {"tenant_id": TENANT, "event_name": "start", "occurred_at": "never"},
]
ZONE = landing_zone(
    ("tenants", FIRST_DAY, "tenants.jsonl", [{"tenant_id": TENANT, "tenant_name": "Acme"}]),
    ("chat_events", FIRST_DAY, "game.jsonl", _GAME),
    ("chat_events", LAST_DAY, "chatter.jsonl", [event(30, "end", BEN), *_chatter(1000, "visitor")]),
)


def with_more(zone: LandingZone, day: date = NEXT_DAY) -> LandingZone:
    """Add a landing day that is new for the next run."""
    more = [event(40, "start", CARLA), event(41, "end", CARLA), *_chatter(9000, "late")]
    for file in landing_zone(("chat_events", day, "more.jsonl", more)).files:
        zone = zone.with_file(file)
    return zone
