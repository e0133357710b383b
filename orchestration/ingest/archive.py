"""Landing files that leave on purpose: their rows stay in the lake, and nothing loads them again.

A file is marked before it is deleted: whatever a crash leaves is then either gone and marked, so
its rows stay, or there and marked, so the next ingest takes it for what it is, a landing file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from orchestration.ingest.catalog import ARCHIVED, LOADED, Catalog, FileLoad, LandingDay
from orchestration.ingest.lake_damage import find_unreadable
from orchestration.ingest.landing import LandingFile, day_folder, file_digest, list_files
from orchestration.ingest.sources import SOURCES
from orchestration.settings import Settings


@dataclass(frozen=True)
class _Leaving:
    """A landing file to be deleted, unless it is no longer what it was when it was marked."""

    source: str
    day: date
    file: LandingFile
    identity: tuple[int, ...]

    def __str__(self) -> str:
        return f"{self.source}/dt={self.day}/{self.file.name}"


@dataclass
class LandingRemoval:
    """Landing files that are marked as archived and wait to be deleted.

    `deleted` counts those that are gone, `refused` says of each of the others why it is not.
    """

    settings: Settings
    catalog: Catalog
    leaving: list[_Leaving]
    deleted: int = 0
    refused: list[str] = field(default_factory=list)

    def finish(self) -> None:
        """Delete the files and the folders that this leaves empty.

        What cannot be deleted is a landing file like any other again. The caller still holds the
        lake lock under which the files were marked.
        """
        stay = []
        for leaving in self.leaving:
            reason = _delete(leaving)
            if reason is None:
                self.deleted += 1
            else:
                stay.append(leaving)
                self.refused.append(f"{leaving}: {reason}")
        _mark(self.catalog, LOADED, stay)
        for folder in {leaving.file.path.parent for leaving in self.leaving}:
            _remove_if_empty(folder, below=self.settings.landing)

    def give_up(self) -> None:
        """Leave every file where it is."""
        _mark(self.catalog, LOADED, self.leaving)


def begin_removal(
    settings: Settings, catalog: Catalog, built: Mapping[tuple[str, date], str]
) -> LandingRemoval:
    """Mark as archived the landing files whose rows are in the marts; none is deleted yet.

    `built` are the versions of landing days that the marts are made of. Files that failed, are not
    loaded, or changed since they were are left alone, and so are, refused, those whose rows the
    lake cannot give back. The caller holds the lake lock, until the removal is finished or given
    up.
    """
    loads: dict[tuple[str, date], dict[str, FileLoad]] = defaultdict(dict)
    for load in catalog.file_loads():
        loads[load.source, load.landing_day][load.file_name] = load
    recorded, leaving, refused = catalog.lake_files(), [], []
    for day in catalog.landing_days():
        key = day.source, day.landing_day
        if day.source not in SOURCES or built.get(key) != day.version:
            continue
        of_day = list(_loaded_files(settings, day, loads[key]))
        # From then on only the lake holds their rows.
        damage = of_day and find_unreadable(settings, catalog, *key, recorded.get(key, {}))
        if damage:
            refused += [f"{file}: {damage}" for file in of_day]
        else:
            leaving += of_day
    _mark(catalog, ARCHIVED, leaving)
    return LandingRemoval(settings, catalog, leaving, refused=refused)


def take_back_returned(settings: Settings, catalog: Catalog) -> None:
    """Take archived files that lie in the landing zone for landing files like any other.

    They were delivered again, or a removal was killed before it deleted them. The caller holds the
    lake lock.
    """
    archived: dict[tuple[str, date], set[str]] = defaultdict(set)
    for load in catalog.file_loads():
        if load.status == ARCHIVED:
            archived[load.source, load.landing_day].add(load.file_name)
    for (source, day), names in archived.items():
        returned = [
            file.name for file in _files(day_folder(settings, source, day)) if file.name in names
        ]
        if returned:
            catalog.mark(LOADED, source, day, returned)


def _loaded_files(
    settings: Settings, day: LandingDay, loads: Mapping[str, FileLoad]
) -> Iterator[_Leaving]:
    for file in _files(day_folder(settings, day.source, day.landing_day)):
        load = loads.get(file.name)
        if load is None or load.status != LOADED:
            continue
        identity = _unchanged(file.path, load)
        if identity is not None:
            yield _Leaving(day.source, day.landing_day, file, identity)


def _files(folder: Path) -> list[LandingFile]:
    try:
        return list_files(folder)[0]
    except OSError:
        # Whoever reads landing files says so; here it only means that none is touched.
        return []


def _unchanged(path: Path, load: FileLoad) -> tuple[int, ...] | None:
    """Identify a file that still is what was loaded; None if it is not, or cannot be read."""
    try:
        identity = _identity(path)
        if identity == (load.size, load.mtime_ns, load.ctime_ns, load.inode):
            return identity
        if file_digest(path) == load.digest and _identity(path) == identity:
            return identity
    except OSError:
        pass
    return None


def _identity(path: Path) -> tuple[int, ...]:
    status = path.stat()
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino


def _delete(leaving: _Leaving) -> str | None:
    """Delete the file; gives the reason why it is still there, None if it is not."""
    try:
        if _identity(leaving.file.path) != leaving.identity:
            return "it has changed since it was loaded"
        leaving.file.path.unlink()
    except FileNotFoundError:
        return None
    except OSError as error:
        return error.strerror or type(error).__name__
    return None


def _mark(catalog: Catalog, status: str, files: Iterable[_Leaving]) -> None:
    names: dict[tuple[str, date], list[str]] = defaultdict(list)
    for leaving in files:
        names[leaving.source, leaving.day].append(leaving.file.name)
    for (source, day), of_day in names.items():
        catalog.mark(status, source, day, of_day)


def _remove_if_empty(folder: Path, *, below: Path) -> None:
    while folder != below:
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent
