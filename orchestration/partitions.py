"""Landing days, the partitions of everything: their bounds in UTC."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

EARLIEST_ACCEPTED = datetime(2000, 1, 1, tzinfo=UTC)
"""The earliest time a record may carry (inclusive)."""

DAY_PREFIX = "dt="
"""What the names of folders of landing days begin with."""

_PLAIN_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def day_start(day: date) -> datetime:
    """Return the first instant of the landing day, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def day_end(day: date) -> datetime:
    """Return the end of the landing day (exclusive), in UTC."""
    return day_start(day) + timedelta(days=1)


def latest_accepted(day: date) -> datetime:
    """Return the latest time a record of this landing day may carry (inclusive), in UTC."""
    return day_end(day) + timedelta(days=1)


def day_of_folder(name: str) -> date:
    """Read the day from the name of its folder, `dt=YYYY-MM-DD`; others raise ValueError."""
    if not name.startswith(DAY_PREFIX):
        raise ValueError(f"not a folder {DAY_PREFIX}YYYY-MM-DD")
    return parse_day(name.removeprefix(DAY_PREFIX))


def parse_day(text: str) -> date:
    """Read a plain `YYYY-MM-DD`; anything else raises ValueError."""
    if not _PLAIN_DATE.fullmatch(text):
        raise ValueError("not a date of the form YYYY-MM-DD")
    return date.fromisoformat(text)
