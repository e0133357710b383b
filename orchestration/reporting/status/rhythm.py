"""How regularly a source delivers, by its own landing days."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

_PAUSES = 30
_LEAST_PAUSES = 3
_SHARE = 0.9


@dataclass(frozen=True)
class Gap:
    """A pause in which nothing was delivered although something usually would have been.

    `after` and `before` are the landing days around it, `missing` how many days lie between.
    """

    after: date
    before: date

    @property
    def missing(self) -> int:
        """Landing days between."""
        return (self.before - self.after).days - 1


def usual_pause(days: Sequence[date]) -> int | None:
    """Return the days from one landing day to the next that nine pauses in ten do not exceed.

    The last 30 pauses count. `days` are in order. None if there are too few to speak of a rhythm.
    """
    pauses = sorted(_pauses(days))
    if len(pauses) < _LEAST_PAUSES:
        return None
    return pauses[math.ceil(_SHARE * len(pauses)) - 1]


def gaps(days: Sequence[date]) -> list[Gap]:
    """Return the pauses among the last 30 that were longer than usual, oldest first."""
    usual = usual_pause(days)
    if usual is None:
        return []
    return [Gap(one, other) for one, other in pairwise(_recent(days)) if (other - one).days > usual]


def is_late(days: Sequence[date], today: date) -> bool:
    """Whether more days have passed since the last landing day than usual."""
    usual = usual_pause(days)
    return usual is not None and (today - days[-1]).days > usual


def _recent(days: Sequence[date]) -> Sequence[date]:
    return days[-_PAUSES - 1 :]


def _pauses(days: Sequence[date]) -> list[int]:
    return [(other - one).days for one, other in pairwise(_recent(days))]
