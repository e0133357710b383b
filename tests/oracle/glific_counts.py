"""What Glific itself says of conversations: billed ones row by row, and hourly sums."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tests.oracle.glific import Row, read_rows
from tests.oracle.landing import LandingZone
from tests.oracle.records import FileLoad, Place
from tests.oracle.values import calendar_day, identifier, integer, required

BILLED = "glific_message_conversations"
STATS = "glific_stats"


@dataclass(frozen=True, kw_only=True)
class BilledRow(Row):
    """One version of a billed conversation."""

    details: tuple[str | None, ...]


@dataclass(frozen=True, kw_only=True)
class StatsRow(Row):
    """One version of the counts of a period."""

    period: str
    day: date
    hour: int | None
    conversations: int


def read_message_conversations(zone: LandingZone) -> tuple[list[BilledRow], list[FileLoad]]:
    """Accepted versions of billed conversations and the counts per file."""
    names = ("conversation_uuid", "deduction_type", "is_billable", "message_id", "phone")

    def billed(fields: dict, _place: Place) -> dict:
        return {"details": tuple(identifier(fields.get(name)) for name in names)}

    return read_rows(zone, BILLED, billed, BilledRow)


def read_stats(zone: LandingZone) -> tuple[list[StatsRow], list[FileLoad]]:
    """Accepted versions of counts and the counts per file."""

    def stats(fields: dict, place: Place) -> dict:
        return {
            "period": required(fields.get("period")),
            "day": calendar_day(fields.get("date"), place.landing_day),
            "hour": integer(fields.get("hour")),
            "conversations": integer(fields.get("conversations")) or 0,
        }

    return read_rows(zone, STATS, stats, StatsRow)
