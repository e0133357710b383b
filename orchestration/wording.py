"""Wording that messages of several parts have in common."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

_NAMED = 5


def some_of(names: Sequence[str]) -> str:
    """Name the first few, and say how many more there are."""
    others = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + others


def counted(number: int, name: str) -> str:
    """Say how many there are of something whose plural ends in s."""
    return f"{number:,} {name}" if number == 1 else f"{number:,} {name}s"


def how_long(time: timedelta) -> str:
    """Say how long a time is, in the unit that suits it; less than nothing is nothing."""
    seconds = max(0, int(time.total_seconds()))
    for unit, size in (("day", 86400), ("h", 3600), ("min", 60)):
        if seconds >= 2 * size:
            number = seconds // size
            return counted(number, unit) if unit == "day" else f"{number} {unit}"
    return f"{seconds} s"
