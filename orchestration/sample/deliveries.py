"""What becomes of a WhatsApp message on its way, and when word of it arrives."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from orchestration.sample.calendar import Window
from orchestration.sample.whatsapp import SETTLED_SECONDS

_LATE_SHARE = 0.004


def steps_of(fate: str, first_delay: int, read_delay: int) -> list[tuple[str, int]]:
    """The statuses of a message with their distance from its time, in seconds."""
    read = first_delay + read_delay
    late = first_delay + SETTLED_SECONDS // 2
    return {
        "read": [("sent", 0), ("delivered", first_delay), ("read", read)],
        "read_at_once": [("sent", 0), ("read", first_delay)],
        "delivered": [("sent", 0), ("delivered", first_delay)],
        "sent": [("sent", 0)],
        "rejected": [("failed", 0)],
        "failed": [("sent", 0), ("failed", first_delay)],
        "failed_then_delivered": [("sent", 0), ("failed", first_delay), ("delivered", late)],
    }[fate]


def arrive(
    moments: np.ndarray, window: Window, generator: np.random.Generator
) -> Iterator[tuple[int, float, int]]:
    """Number, arrival (seconds) and index of the landing day of what happens at `moments`.

    In order of arrival. Most arrives at once, some out of order, a little on the next day; nothing
    arrives outside the window, and what would happen after its end does not happen.
    """
    count = len(moments)
    delay = generator.exponential(1.5, size=count)
    delay += (generator.random(count) < 0.03) * generator.integers(30, 900, size=count)
    delay += (generator.random(count) < _LATE_SHARE) * 86_400
    last = window.end_ms / 1000
    arrivals = moments + delay
    arrivals = np.where(arrivals < last, arrivals, arrivals - delay)
    days = ((arrivals - window.start_ms / 1000) // 86_400).astype(int)
    for number in np.argsort(arrivals, kind="stable").tolist():
        if arrivals[number] < last:
            yield number, arrivals[number], int(days[number])
