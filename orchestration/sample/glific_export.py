"""How Glific's export writes rows: changed ones again, times as a clock on its wall shows them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orchestration.sample.calendar import NEVER, LocalTime, Window

#: The export runs this often and takes every row that changed since the last time.
EXPORT_EVERY_MS = 90_000


@dataclass(frozen=True)
class Versions:
    """Versions of rows that are exported, by row and time.

    `planned` points into what was planned; `exported` is in milliseconds; `is_latest` marks the
    last version of each row, which the others lose to.
    """

    planned: np.ndarray
    exported: np.ndarray
    is_latest: np.ndarray


def export_versions(row: np.ndarray, updated: np.ndarray, window: Window) -> Versions:
    """Decide which of the planned versions (row number, time of change in ms) are exported.

    Of several changes between two runs of the export only the last is seen, and no run comes
    after the window.
    """
    happened = np.flatnonzero(updated < window.end_ms - EXPORT_EVERY_MS)
    order = happened[np.lexsort((updated[happened], row[happened]))]
    exported = (updated[order] // EXPORT_EVERY_MS + 1) * EXPORT_EVERY_MS
    is_seen = np.ones(len(order), dtype=bool)
    is_seen[:-1] = (row[order][1:] != row[order][:-1]) | (exported[1:] != exported[:-1])
    planned = order[is_seen]
    is_latest = np.ones(len(planned), dtype=bool)
    is_latest[:-1] = row[planned][1:] != row[planned][:-1]
    return Versions(planned, exported[is_seen], is_latest)


@dataclass(frozen=True)
class ExportedTable:
    """The exported rows of one source as lines, in any order; CSV if there is a `header`."""

    source: str
    lines: list[str]
    versions: Versions
    header: str | None = None


class ExportClock:
    """Writes moments as the export does: local, without a zone."""

    def __init__(self, timezone: str, window: Window) -> None:
        """Know the zone's offsets in the window."""
        self._local = LocalTime(timezone, window)
        self._any = window.start_ms

    def texts(self, moments: np.ndarray, *, fraction: bool = False) -> list[str | None]:
        """Local times to the second, or with six digits more; None for NEVER."""
        is_given = moments < NEVER
        wall = self._local.wall(np.where(is_given, moments, self._any))
        texts = np.datetime_as_string(wall.astype("datetime64[ms]")).tolist()
        return [
            (f"{text[:10]} {text[11:]}000" if fraction else f"{text[:10]} {text[11:19]}")
            if given
            else None
            for text, given in zip(texts, is_given.tolist(), strict=True)
        ]

    def members(self, moments: np.ndarray, *, fraction: bool = False) -> list[str]:
        """As `texts`, each the value of a JSON member."""
        return [f'"{text}"' if text else "null" for text in self.texts(moments, fraction=fraction)]

    def dates(self, moments: np.ndarray) -> np.ndarray:
        """Local dates as days since 1970-01-01."""
        return self._local.dates(moments)


def uuid_of(kind: int, number: int) -> str:
    """A uuid that is the same every time."""
    return f"{kind:08x}-0000-4000-8000-{number:012x}"
