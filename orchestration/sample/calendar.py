"""The sample's window of landing days, local dates, and when people are awake."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np

MILLISECONDS_PER_DAY = 86_400_000
MILLISECONDS_PER_HOUR = 3_600_000
#: A time in milliseconds that nothing reaches.
NEVER = int(np.iinfo(np.int64).max)
_BIN = 1_800_000  # half an hour: the finest step of any zone's offset in the sample
_FAULT_SLOTS = 7

#: Relative load per local hour and per local weekday (Monday first).
HOURS = (2, 1, 1, 1, 1, 2, 4, 8, 12, 14, 15, 16, 18, 15, 13, 13, 14, 17, 21, 24, 23, 17, 10, 5)
WEEKDAYS = (1.0, 0.95, 1.0, 1.1, 1.2, 0.8, 0.65)


@dataclass(frozen=True)
class Window:
    """The landing days `[first, first + days)`; a landing day is a UTC day."""

    first: date
    days: int

    @property
    def start_ms(self) -> int:
        """Start of the first landing day, in milliseconds since the epoch."""
        return int(datetime.combine(self.first, time(), UTC).timestamp()) * 1000

    @property
    def end_ms(self) -> int:
        """End (exclusive) of the last landing day, in milliseconds since the epoch."""
        return self.start_ms + self.days * MILLISECONDS_PER_DAY

    def day(self, index: int) -> date:
        """The landing day with this index."""
        return self.first + timedelta(days=index)

    def slot(self, number: int, *, plus: int = 0) -> int | None:
        """Day index of fault slot `number` (0-6), `plus` days later; None if out of the window.

        The slots spread over the window, so that a week and a year both hold every fault.
        """
        spread = number * self.days // _FAULT_SLOTS if self.days >= _FAULT_SLOTS else number
        return spread + plus if spread + plus < self.days else None


class LocalTime:
    """Conversion of UTC moments into the wall time of one zone, for whole arrays."""

    def __init__(self, timezone: str, window: Window) -> None:
        """Tabulate the zone's offsets for every UTC hour of the window and a day around it."""
        zone = ZoneInfo(timezone)
        self._start_ms = window.start_ms - MILLISECONDS_PER_DAY
        hours = (window.days + 3) * 24
        begin = datetime.fromtimestamp(self._start_ms / 1000, UTC)
        moments = [(begin + timedelta(hours=hour)).astimezone(zone) for hour in range(hours)]
        self._offsets = np.array(
            [int((moment.utcoffset() or timedelta()).total_seconds()) * 1000 for moment in moments],
            dtype=np.int64,
        )

    def offsets(self, moments_ms: np.ndarray) -> np.ndarray:
        """Offset from UTC at each moment, in milliseconds."""
        return self._offsets[(moments_ms - self._start_ms) // MILLISECONDS_PER_HOUR]

    def wall(self, moments_ms: np.ndarray) -> np.ndarray:
        """Wall time of each moment, as milliseconds since the epoch read without a zone."""
        return moments_ms + self.offsets(moments_ms)

    def dates(self, moments_ms: np.ndarray) -> np.ndarray:
        """Local date of each moment, as days since 1970-01-01."""
        return self.wall(moments_ms) // MILLISECONDS_PER_DAY


def iso_date(days_since_epoch: int) -> str:
    """ISO text of a local date as `LocalTime.dates` gives it."""
    return (date(1970, 1, 1) + timedelta(days=int(days_since_epoch))).isoformat()


def zulu_times(moments_ms: Sequence[int] | np.ndarray) -> list[str]:
    """Moments as RFC 3339 texts in UTC, with milliseconds."""
    moments = np.asarray(moments_ms, dtype=np.int64).astype("datetime64[ms]")
    return [f"{text}Z" for text in np.datetime_as_string(moments).tolist()]


def draw_starts(
    generator: np.random.Generator,
    window: Window,
    local: LocalTime,
    count: int,
    *,
    hours: Sequence[float] = HOURS,
    weekdays: Sequence[float] = WEEKDAYS,
) -> np.ndarray:
    """Draw `count` sorted UTC moments (ms) that follow local hours, weekdays and slow growth."""
    bins = np.arange(window.start_ms, window.end_ms, _BIN, dtype=np.int64)
    wall = local.wall(bins)
    weekday = (wall // MILLISECONDS_PER_DAY + 3) % 7  # 1970-01-01 was a Thursday
    hour = wall // MILLISECONDS_PER_HOUR % 24
    growth = np.linspace(1.0, 1.25, len(bins))
    weights = np.asarray(hours)[hour] * np.asarray(weekdays)[weekday] * growth
    chosen = generator.choice(bins, size=count, p=weights / weights.sum())
    return np.sort(chosen + generator.integers(0, _BIN, size=count))
