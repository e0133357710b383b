"""What changed in the landing zone since the lake was loaded from it."""

from __future__ import annotations

import os
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from orchestration.errors import LandingFileError
from orchestration.ingest.catalog import ARCHIVED, FAILED, Catalog, FileLoad, LandingDay
from orchestration.ingest.commit import lake_folder
from orchestration.ingest.engine import reader_fingerprint
from orchestration.ingest.landing import (
    FileState,
    LandingFile,
    file_digest,
    is_ignored,
    list_files,
    printable,
    state_of,
)
from orchestration.ingest.sources import SOURCES
from orchestration.partitions import day_of_folder
from orchestration.settings import Settings


@dataclass(frozen=True, order=True)
class DirtyDay:
    """A landing day whose lake rows are not those of its landing files; names bytewise ordered.

    `added`, `changed` and `removed` are all empty if the files are as they were, but the reader is
    newer or the lake's own files are gone.
    """

    source: str
    day: date
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True)
class LandingScan:
    """Dirty landing days by source and day, and what was found but is not ours to read."""

    dirty: list[DirtyDay]
    warnings: list[str]


def scan_landing(
    settings: Settings,
    catalog: Catalog,
    sources: list[str] | None = None,
    first: date | None = None,
    last: date | None = None,
    today: date | None = None,
    *,
    remember: bool = True,
) -> LandingScan:
    """Compare landing zone and catalogue.

    `sources` and the inclusive days `first` to `last` narrow the search; `today` (UTC) decides
    which landing days lie in the future. Files found unchanged though they were touched are noted
    in the catalogue, unless `remember` is False: then nothing is written.
    Raises LandingFileError for a landing zone that is there but cannot be listed: taken for an
    empty one, it would empty the marts.
    """
    today = today or datetime.now(UTC).date()
    folders, warnings = _day_folders(settings, sources, today)
    loads: dict[tuple[str, date], dict[str, FileLoad]] = defaultdict(dict)
    for load in catalog.file_loads():
        loads[load.source, load.landing_day][load.file_name] = load
    held = {(day.source, day.landing_day): day for day in catalog.landing_days()}

    dirty = []
    for key in sorted({*folders, *loads, *held}):
        source, day = key
        if source not in SOURCES or (sources is not None and source not in sources):
            continue
        if (first and day < first) or (last and day > last):
            continue
        files, unknown = list_files(folders[key]) if key in folders else ([], [])
        warnings += [
            f"{source} dt={day}: {name} is no file that we read, and is ignored."
            for name in unknown
        ]
        comparison = _Comparison(
            settings, catalog, key, loads.get(key, {}), held.get(key), remember=remember
        )
        found = comparison.compare(files)
        warnings += comparison.warnings
        if found is not None:
            dirty.append(found)
    return LandingScan(dirty, warnings)


class _Comparison:
    """One landing day: its files against what the catalogue knows of them."""

    def __init__(
        self,
        settings: Settings,
        catalog: Catalog,
        key: tuple[str, date],
        known: dict[str, FileLoad],
        held: LandingDay | None,
        *,
        remember: bool,
    ) -> None:
        self.settings = settings
        self.catalog = catalog
        self.source, self.day = key
        self.known = known
        self.held = held
        self.remember = remember
        self.warnings: list[str] = []

    def compare(self, files: list[LandingFile]) -> DirtyDay | None:
        names = {file.name for file in files}
        added = [file.name for file in files if file.name not in self.known]
        changed = [
            file.name
            for file in files
            if file.name in self.known and self._is_changed(file, self.known[file.name])
        ]
        removed = [
            name
            for name, load in self.known.items()
            if name not in names and load.status != ARCHIVED
        ]
        removed.sort(key=str.encode)
        is_stale = False
        if self.held is not None:
            is_stale = bool(files) and self.held.fingerprint != reader_fingerprint()
            if self._is_lake_damaged():
                is_stale = is_stale or bool(files)
                if any(load.status == ARCHIVED for load in self.known.values()):
                    self.warnings.append(
                        f"{self.source} dt={self.day}: the lake lost rows of archived files; "
                        "deliver those files again."
                    )
        elif files and not added and not changed:
            # Catalogued files without a lake day: its load never came to an end.
            is_stale = True
        if added or changed or removed or is_stale:
            return DirtyDay(self.source, self.day, tuple(added), tuple(changed), tuple(removed))
        return None

    def _is_changed(self, file: LandingFile, load: FileLoad) -> bool:
        if load.status == FAILED:
            return True
        try:
            state = state_of(file.path.stat())
            if state.is_proof and state == _state(load):
                return False
            if load.digest != file_digest(file.path):
                return True
            # What was hashed is what the state describes only if it is still the same.
            if self.remember and state_of(file.path.stat()) == state:
                self._remember(load, state)
        except OSError:
            return True
        return False

    def _remember(self, load: FileLoad, state: FileState) -> None:
        self.catalog.update_stat(
            replace(
                load,
                size=state.size,
                mtime_ns=state.mtime_ns,
                ctime_ns=state.ctime_ns,
                inode=state.inode,
            )
        )

    def _is_lake_damaged(self) -> bool:
        folder = lake_folder(self.settings, self.source, self.day)
        return any(
            not (folder / f"{table}.parquet").is_file() for table in SOURCES[self.source].tables
        )


def _state(load: FileLoad) -> FileState:
    return FileState(load.size, load.mtime_ns, load.ctime_ns, load.inode)


def _day_folders(
    settings: Settings, sources: list[str] | None, today: date
) -> tuple[dict[tuple[str, date], Path], list[str]]:
    """Find the folders of landing days, and name those that are not."""
    folders: dict[tuple[str, date], Path] = {}
    warnings: list[str] = []
    for source_folder in _entries(settings.landing, "The landing folder"):
        source = printable(source_folder.name)
        if source not in SOURCES:
            warnings.append(f"landing/{source} is no source that we know, and is ignored.")
            continue
        if sources is not None and source not in sources:
            continue
        for folder in _entries(source_folder, f"landing/{source}"):
            name = printable(folder.name)
            day = _day_of(folder)
            if day is None:
                warnings.append(
                    f"landing/{source}/{name} is no landing day (dt=YYYY-MM-DD), and is ignored."
                )
            elif day > today + timedelta(days=1):
                warnings.append(f"landing/{source}/{name} lies in the future, and is ignored.")
            else:
                folders[source, day] = folder
    return folders, warnings


def _entries(folder: Path, called: str) -> list[Path]:
    """List a folder; a missing one has no entries."""
    try:
        entries = [entry for entry in folder.iterdir() if not is_ignored(entry.name)]
    except OSError as error:
        if isinstance(error, FileNotFoundError) and not os.path.lexists(folder):
            return []
        raise LandingFileError(
            f"{called} cannot be listed: {folder}: {error.strerror or type(error).__name__}.",
            way_out="Make it a folder that can be read, and run again; nothing was changed.",
        ) from None
    return sorted(entries, key=lambda entry: os.fsencode(entry.name))


def _day_of(folder: Path) -> date | None:
    if not folder.is_dir():
        return None
    try:
        return day_of_folder(folder.name)
    except ValueError:
        return None
