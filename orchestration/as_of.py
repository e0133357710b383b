"""The times that decide what is open and what is kept; never the wall clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta


@dataclass(frozen=True)
class AsOf:
    """Both as UTC without zone, the end of a landing day.

    `time` decides which windows are open. `retained` is the latest such time ever applied: what
    retention has removed does not come back when an earlier time is asked for.
    """

    time: datetime
    retained: datetime

    @property
    def day(self) -> date:
        """The landing day that `time` is the end of."""
        return (self.time - timedelta(days=1)).date()
