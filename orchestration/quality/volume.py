"""How a landing day's volume compares with the days before it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from statistics import median

MINIMUM_TRAILING_DAYS = 5
TRAILING_DAYS = 28


def volume_ratios(
    days: dict[date, int], trailing: Iterable[tuple[date, int]]
) -> dict[date, float | None]:
    """Relate the accepted records of each day to the median of its trailing landing days.

    `days` are the days of this run, `trailing` those of the lake; where both know a day, this run
    counts. Trailing are the latest 28 earlier landing days with accepted records; with fewer than
    5 of them the ratio is None.
    """
    known = sorted((day, count) for day, count in {**dict(trailing), **days}.items() if count > 0)
    ratios: dict[date, float | None] = {}
    for day, accepted in days.items():
        earlier = [count for other, count in known if other < day][-TRAILING_DAYS:]
        enough = len(earlier) >= MINIMUM_TRAILING_DAYS
        ratios[day] = accepted / median(earlier) if enough else None
    return ratios
