"""Who opts in to messages and out of them, and when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orchestration.sample.calendar import NEVER, Window
from orchestration.sample.whatsapp import SETTLED_SECONDS

_OPT_IN_SHARE = 0.65
_OPT_OUT_SHARE = 0.2
_RETURN_SHARE = 0.3
#: Nothing happens later than this before the end, so that word of everything still arrives.
LAST_WORD_MS = 2 * SETTLED_SECONDS * 1000


@dataclass(frozen=True)
class Consents:
    """When each contact opted in, then out, then in again (ms); NEVER for what did not happen."""

    opted_in: np.ndarray
    opted_out: np.ndarray
    returned: np.ndarray

    @property
    def is_opted_in(self) -> np.ndarray:
        """Mask of the contacts that are opted in at the end."""
        stayed = (self.opted_in < NEVER) & (self.opted_out == NEVER)
        return stayed | (self.returned < NEVER)

    @property
    def is_opted_out(self) -> np.ndarray:
        """Mask of the contacts that are opted out at the end."""
        return (self.opted_out < NEVER) & (self.returned == NEVER)

    def is_out_at(self, contact: np.ndarray, moments: np.ndarray) -> np.ndarray:
        """Which of the contacts are opted out at the moment beside them."""
        return (moments > self.opted_out[contact]) & (moments < self.returned[contact])


def draw_consents(
    first_seen: np.ndarray, window: Window, generator: np.random.Generator
) -> Consents:
    """Draw what contacts consent to from when they are first seen (ms; NEVER: no contact)."""
    last = window.end_ms - LAST_WORD_MS
    opted_in = _after(first_seen, generator.integers(1_000, 60_000, size=len(first_seen)), last)
    opted_in[generator.random(len(first_seen)) >= _OPT_IN_SHARE] = NEVER
    opted_out = _some_time_after(opted_in, _OPT_OUT_SHARE, last, generator)
    returned = _some_time_after(opted_out, _RETURN_SHARE, last, generator)
    return Consents(opted_in, opted_out, returned)


def _after(moments: np.ndarray, delay: np.ndarray, last: int) -> np.ndarray:
    """The moments with their delays; NEVER where that is `last` or later."""
    happened = moments < last
    later = np.where(happened, moments, last) + delay
    return np.where(later < last, later, NEVER)


def _some_time_after(
    moments: np.ndarray, share: float, last: int, generator: np.random.Generator
) -> np.ndarray:
    """A moment between each and `last`, minutes away at least, for a share of them."""
    left = last - np.where(moments < last, moments, last)
    delay = 600_000 + (generator.random(len(moments)) * left).astype(np.int64)
    later = _after(moments, delay, last)
    later[generator.random(len(moments)) >= share] = NEVER
    return later
