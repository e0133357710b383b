"""What can be known of a home at one moment, before anybody judges it. Times are UTC, with zone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from orchestration.locks import Holder
from orchestration.publish import Publication


@dataclass(frozen=True)
class SourceFacts:
    """One source: what the lake holds of it, and on which landing days it delivered.

    `delivered` has the loaded landing days and those that wait, in order. `recent_*` count the
    last few loaded landing days only.
    """

    source: str
    loaded: tuple[date, ...] = ()
    delivered: tuple[date, ...] = ()
    received: int = 0
    accepted: int = 0
    quarantined: int = 0
    recent_received: int = 0
    recent_quarantined: int = 0
    last_loaded_at: datetime | None = None


@dataclass(frozen=True)
class WaitingDay:
    """A landing day that is to be loaded: how many files were added, changed or removed.

    `since` and `until` are when the first and the last of the files came, as far as is known.
    """

    source: str
    landing_day: date
    added: int = 0
    changed: int = 0
    removed: int = 0
    since: datetime | None = None
    until: datetime | None = None

    def __str__(self) -> str:
        return f"{self.source}/dt={self.landing_day}"


@dataclass(frozen=True)
class FailedFile:
    """A landing file that could not be read; `is_as_it_was` unless somebody replaced it since."""

    source: str
    landing_day: date
    file_name: str
    reason: str
    failed_at: datetime
    is_as_it_was: bool = True

    def __str__(self) -> str:
        return f"{self.source}/dt={self.landing_day}/{self.file_name}: {self.reason}"


@dataclass(frozen=True)
class RefusedDay:
    """A landing day that was not let into the lake, by the gate or for too much quarantine."""

    source: str
    landing_day: date
    reason: str
    way_out: str
    refused_at: datetime


@dataclass(frozen=True)
class Rejection:
    """Why records (or elements of webhook bodies) were quarantined, and one place to look."""

    source: str
    reason: str
    kind: str
    records: int
    landing_day: date
    file_name: str
    line: int


@dataclass(frozen=True)
class PublicationFacts:
    """What readers see. `missing` are paths below the home that should be there and are not.

    `was_published` says that something was published once, whatever has become of it.
    """

    publication: Publication | None = None
    published_at: datetime | None = None
    size_bytes: int = 0
    missing: tuple[str, ...] = ()
    was_published: bool = False


@dataclass(frozen=True)
class WorkFacts:
    """Who works on the home, or did: the last holders of its locks, and what the killed left.

    `erasure_since` is when an erasure began that is not finished, `half_replaced` how many
    replacements of landing days are.
    """

    holders: tuple[Holder, ...] = ()
    erasure_since: datetime | None = None
    half_replaced: int = 0

    @property
    def working(self) -> list[Holder]:
        """Who holds a lock now, each once."""
        return _by_process(holder for holder in self.holders if holder.is_working)

    @property
    def killed(self) -> list[Holder]:
        """Who was killed while it held a lock, each once."""
        return _by_process(holder for holder in self.holders if holder.was_killed)


@dataclass(frozen=True)
class PrivacyFacts:
    """What retention and erasures have removed so far."""

    retained_as_of: datetime | None = None
    removed_rows: int = 0
    removed_values: int = 0
    erasures: int = 0
    last_erased_on: date | None = None


@dataclass(frozen=True)
class Unreadable:
    """A part of the home that could not be looked at, and so says nothing."""

    part: str
    message: str
    way_out: str


@dataclass(frozen=True)
class Facts:
    """Everything at a glance.

    `damaged` are files of the lake whose rows nothing in the landing zone can replace;
    `unpublished` are landing days loaded since the publication; `privacy` is None if it is not
    known.
    """

    home: Path
    checked_at: datetime
    home_exists: bool = True
    sources: tuple[SourceFacts, ...] = ()
    waiting: tuple[WaitingDay, ...] = ()
    failed_files: tuple[FailedFile, ...] = ()
    refused: tuple[RefusedDay, ...] = ()
    damaged: tuple[Unreadable, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    unpublished: tuple[str, ...] = ()
    last_loaded_at: datetime | None = None
    publication: PublicationFacts = field(default_factory=PublicationFacts)
    work: WorkFacts = field(default_factory=WorkFacts)
    privacy: PrivacyFacts | None = field(default_factory=PrivacyFacts)
    warnings: tuple[str, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()


def _by_process(holders: Iterable[Holder]) -> list[Holder]:
    return list({holder.process: holder for holder in holders}.values())
