"""What catalogue and landing zone say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from orchestration.ingest import SOURCES, DirtyDay, FileLoad, LandingDay, LandingScan
from orchestration.ingest.catalog import FAILED, Catalog
from orchestration.ingest.landing import day_folder
from orchestration.reporting.status.facts import (
    FailedFile,
    RefusedDay,
    SourceFacts,
    Unreadable,
    WaitingDay,
)
from orchestration.settings import Settings

RECENT_DAYS = 7
"""How many landing days of a source are recent."""


@dataclass(frozen=True)
class LakeFacts:
    """What is loaded, what waits and what could not be loaded."""

    days: list[LandingDay]
    sources: tuple[SourceFacts, ...]
    waiting: tuple[WaitingDay, ...]
    failed_files: tuple[FailedFile, ...]
    refused: tuple[RefusedDay, ...]
    damaged: tuple[Unreadable, ...]
    warnings: list[str]

    @property
    def last_loaded_at(self) -> datetime | None:
        """When a landing day was last loaded."""
        return max((day.loaded_at for day in self.days), default=None)

    def loaded_since(self, moment: datetime) -> tuple[str, ...]:
        """Name the landing days that were loaded after a moment that is known to the second."""
        return tuple(
            f"{day.source}/dt={day.landing_day}"
            for day in self.days
            if day.loaded_at.replace(microsecond=0) > moment
        )


def read_lake(
    settings: Settings, catalog: Catalog, scan_landing: Callable[[], LandingScan]
) -> LakeFacts:
    """Read the catalogue, which may be a copy, and then scan the landing zone.

    Raises ChatmartError if the catalogue cannot be read.
    """
    days, loads = catalog.landing_days(), catalog.file_loads()
    scan = scan_landing()
    waiting = tuple(_waiting_day(settings, day) for day in scan.dirty)
    # What chatmart recorded itself, nobody delivered.
    delivered = [load for load in loads if load.source in SOURCES]
    present = {(day.source, day.day, name) for day in scan.dirty for name in day.changed}
    failed = tuple(
        _failed_file(settings, load, present) for load in delivered if load.status == FAILED
    )
    return LakeFacts(
        days=days,
        sources=_sources(days, delivered, waiting),
        waiting=waiting,
        failed_files=failed,
        refused=_refused(catalog, waiting, failed),
        damaged=tuple(Unreadable("lake", error.message, error.way_out) for error in scan.errors),
        warnings=scan.warnings,
    )


def _sources(
    days: Iterable[LandingDay], loads: Iterable[FileLoad], waiting: Iterable[WaitingDay]
) -> tuple[SourceFacts, ...]:
    held: dict[str, list[LandingDay]] = defaultdict(list)
    for day in days:
        if day.source in SOURCES:
            held[day.source].append(day)
    files: dict[str, list[FileLoad]] = defaultdict(list)
    for load in loads:
        files[load.source].append(load)
    came: dict[str, set[date]] = defaultdict(set)
    for day in waiting:
        if day.added or day.changed:
            came[day.source].add(day.landing_day)
    return tuple(
        _source(name, held[name], files[name], came[name]) for name in sorted({*held, *files})
    )


def _source(
    name: str, held: Sequence[LandingDay], files: Sequence[FileLoad], came: set[date]
) -> SourceFacts:
    loaded = sorted(day.landing_day for day in held)
    recent = set(loaded[-RECENT_DAYS:])
    return SourceFacts(
        source=name,
        loaded=tuple(loaded),
        delivered=tuple(sorted(came.union(loaded))),
        received=sum(load.received for load in files),
        accepted=sum(load.accepted for load in files),
        quarantined=sum(load.quarantined for load in files),
        recent_received=sum(load.received for load in files if load.landing_day in recent),
        recent_quarantined=sum(load.quarantined for load in files if load.landing_day in recent),
        last_loaded_at=max((day.loaded_at for day in held), default=None),
    )


def _waiting_day(settings: Settings, day: DirtyDay) -> WaitingDay:
    folder = day_folder(settings, day.source, day.day)
    # A file that is gone shows in the time of its folder, as long as that is there.
    came = [_changed_at(folder / name) for name in (*day.added, *day.changed)]
    went = [_changed_at(folder)] if day.removed else []
    times = [time for time in (*came, *went) if time is not None]
    return WaitingDay(
        day.source,
        day.day,
        added=len(day.added),
        changed=len(day.changed),
        removed=len(day.removed),
        since=min(times, default=None),
        until=max(times, default=None),
    )


def _failed_file(
    settings: Settings, load: FileLoad, present: set[tuple[str, date, str]]
) -> FailedFile:
    is_there = (load.source, load.landing_day, load.file_name) in present
    path = day_folder(settings, load.source, load.landing_day) / load.file_name
    return FailedFile(
        load.source,
        load.landing_day,
        load.file_name,
        load.reason or "",
        load.loaded_at,
        is_as_it_was=is_there and not _was_replaced(path, load),
    )


def _was_replaced(path: Path, load: FileLoad) -> bool:
    try:
        found = path.stat()
    except OSError:
        return False
    return (found.st_size, found.st_mtime_ns, found.st_ino) != (
        load.size, load.mtime_ns, load.inode
    )  # fmt: skip


def _refused(
    catalog: Catalog, waiting: Iterable[WaitingDay], failed: Iterable[FailedFile]
) -> tuple[RefusedDay, ...]:
    """List refusals that still hold: nothing came since, and no file says more."""
    days = {(day.source, day.landing_day): day for day in waiting}
    told = {(file.source, file.landing_day) for file in failed}
    found = []
    for one in catalog.refused_days():
        key = (one.source, one.landing_day)
        if key not in days or key in told:
            continue
        last_change = days[key].until
        if last_change is None or last_change <= one.refused_at:
            found.append(
                RefusedDay(one.source, one.landing_day, one.reason, one.way_out, one.refused_at)
            )
    return tuple(found)


def _changed_at(path: Path) -> datetime | None:
    try:
        return datetime.fromtimestamp(path.stat().st_ctime, UTC)
    except OSError:
        return None
