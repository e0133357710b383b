"""Wording that messages of several parts have in common."""

from __future__ import annotations

from collections.abc import Sequence

_NAMED = 5


def some_of(names: Sequence[str]) -> str:
    """Name the first few, and say how many more there are."""
    others = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + others
